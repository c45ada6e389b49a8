# The verbs of this house. `make demo` and `make test` need Python from 3.11 on with venv, git and make; nothing else.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS ?= -n 2 --maxschedchunk 8
ARGS ?=

.PHONY: help install install-dev browser demo test faults check lint bench talk lock clean

help:
	@echo 'make demo     the whole helpline on this machine, with real content: be a person, be an operator'
	@echo 'make talk     talk with the helpline in the terminal          (ARGS="--locale ru")'
	@echo 'make check    every problem in flows, words, directory and policy'
	@echo 'make test     all tests                                       (TESTS="tests/store -x" for some)'
	@echo 'make faults   the promises with thousands of faults, kills, swaps and forged calls; takes hours (FAULTS="tests/promises/test_swaps.py")'
	@echo 'make lint     style and types'
	@echo 'make bench    the figures of the README                       (ARGS="directory")'
	@echo 'make install  only make .venv with the helpline in it'
	@echo 'make clean    remove .venv and what tools left behind; what people said (var/) stays'

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'The helpline needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo 'Python cannot make a venv here. On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }

.venv/.installed: .venv/bin/python requirements.txt pyproject.toml
	@echo 'Installing what the helpline needs ...'
	@$(PIP) install --no-compile --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo 'Installing what the tests need ...'
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.txt
	@touch $@

# Chromium is installed where we may; elsewhere the browser tests say that they were skipped.
browser:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then \
		exit 0; \
	elif ! command -v apt-get >/dev/null; then \
		echo 'SKIPPED: no Chromium here and no apt-get to install it; the browser tests will not run'; \
	elif [ "$$(id -u)" = 0 ]; then \
		sh -c '$(GET_CHROMIUM)' || echo 'SKIPPED: Chromium could not be installed; the browser tests will not run'; \
	elif sudo -n true 2>/dev/null; then \
		sudo -n sh -c '$(GET_CHROMIUM)' || echo 'SKIPPED: Chromium could not be installed; the browser tests will not run'; \
	else \
		echo 'SKIPPED: no Chromium here; for the browser tests: apt-get install chromium fonts-noto-core'; \
	fi

GET_CHROMIUM := apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null

demo: install
	@$(BIN)/helpline run --demo

talk: install
	@$(BIN)/helpline talk $(ARGS)

check: install
	@$(BIN)/helpline check

bench: install
	@for each in $(or $(ARGS),turns memory directory desk); do $(BIN)/helpline bench $$each || exit 1; done
ifndef ARGS
	@$(BIN)/python tests/privacy/score_redaction.py
	@$(BIN)/python tests/conversation/score_danger.py
endif

test: install-dev browser
	@$(BIN)/python -m pytest $(TESTS)

# The same tests as in `make test`, but many times as much of everything: see `many` in tests/promises/crowd.py.
FAULTS ?= tests/promises tests/conversations tests/channels/test_telegram_webhook.py tests/channels/test_whatsapp_webhook.py \
	tests/channels/test_web.py
faults: install-dev
	@HELPLINE_FAULTS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --timeout 7200 -rA $(FAULTS)

lint: install-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

# For maintainers: pins again what pyproject.toml names; needs uv. The files hold versions and hashes, no addresses.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --quiet --group build
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
