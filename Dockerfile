# The helpline as one image: `docker compose up -d` builds and runs it beside a durable store and a TLS proxy.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.txt pyproject.toml README.md ./
COPY bot bot
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.txt \
    && /venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim
RUN groupadd --gid 10001 helpline && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin helpline
COPY --from=build /venv /venv
COPY flows /content/flows
COPY locales /content/locales
COPY directory.yaml helpline.yaml /content/
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /content
USER 10001:10001
CMD ["helpline", "run"]
