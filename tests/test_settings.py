"""The settings: where they come from, and that what is wrong is said at once and without the value."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsWrong, example

ROOT = Path(__file__).parents[1]
TOKEN = "4242:an-invented-token"
WEBHOOK = {
    "HELPLINE_TELEGRAM_TOKEN": TOKEN,
    "HELPLINE_TELEGRAM_MODE": "Webhook",
    "HELPLINE_TELEGRAM_SECRET": "an-invented-secret-word",
    "HELPLINE_PUBLIC_URL": "https://help.example.org/",
}
TWILIO = {
    "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "HELPLINE_TWILIO_AUTH_TOKEN": "an-invented-token",
    "HELPLINE_TWILIO_FROM": "whatsapp:+15005550006",
    "HELPLINE_PUBLIC_URL": "https://help.example.org",
}


def problems(environment: dict[str, str], directory: Path = Path("nowhere")) -> list[str]:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read(directory, environment)
    return wrong.value.problems


def test_nothing_need_be_set(tmp_path: Path) -> None:
    """With no setting at all the helpline runs on this machine alone, with the chat page and its own store."""
    settings = Settings.read(tmp_path, {})
    assert (settings.http_host, settings.http_port, settings.web_chat) == ("127.0.0.1", 8080, True)
    assert settings.redis_url is settings.telegram_token is None
    assert not settings.has_whatsapp
    assert not settings.has_sms
    assert settings.keys_dir == Path("var/keys")


def test_the_environment_wins_over_env_and_env_over_files(tmp_path: Path) -> None:
    """A setting may stand in the environment, in .env or in a secret file: the first is taken, empty is not set."""
    (tmp_path / ".env").write_text("HELPLINE_HTTP_PORT=1002\nHELPLINE_WORKERS=3\nHELPLINE_LOG_LEVEL=\nOTHER=thing\n")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "HELPLINE_TELEGRAM_TOKEN").write_text(f"{TOKEN}\n")
    (tmp_path / "secrets" / "HELPLINE_WORKERS").write_text("9")
    (tmp_path / "secrets" / "unrelated").write_text("9")
    settings = Settings.read(
        tmp_path, {"HELPLINE_HTTP_PORT": "1003", "HELPLINE_SECRETS_DIR": "secrets", "HELPLINE_WEB_CHAT": "off"}
    )
    assert (settings.http_port, settings.workers, settings.web_chat, settings.log_level) == (1003, 3, False, "info")
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_whole_channels_are_on() -> None:
    """A channel whose credentials are complete is on."""
    webhook = Settings.read(Path("nowhere"), WEBHOOK)
    assert (webhook.telegram_mode, webhook.public_url) == ("webhook", "https://help.example.org")
    assert Settings.read(Path("nowhere"), TWILIO).has_whatsapp
    sms = {**TWILIO, "HELPLINE_TWILIO_FROM": "", "HELPLINE_TWILIO_SMS_FROM": "+15005550006"}
    assert Settings.read(Path("nowhere"), sms).has_sms


@pytest.mark.parametrize("left_out", [name for name in WEBHOOK if name.endswith(("URL", "SECRET"))])
def test_a_webhook_that_lacks_something_is_told(left_out: str) -> None:
    """A half-made webhook is not opened: what is missing is named."""
    (problem,) = problems({**WEBHOOK, left_out: ""})
    assert problem.startswith(f"{left_out}: must be")


@pytest.mark.parametrize("left_out", TWILIO)
def test_a_twilio_account_that_lacks_something_is_told(left_out: str) -> None:
    """Half of Twilio's credentials are a mistake, not a channel that is off."""
    (problem,) = problems({**TWILIO, left_out: ""})
    assert problem.startswith(f"{left_out}: must be set")


def test_a_misspelt_name_is_told_with_the_right_one(tmp_path: Path) -> None:
    """A typo in a name does not silently leave a channel off, wherever it stands."""
    (tmp_path / ".env").write_text("HELPLINE_TELEGRAM_TOKN=x\n")
    (tmp_path / "HELPLINE_TWILIO_AUTHTOKEN").write_text("x")
    found = problems({"HELPLINE_COLOUR": "blue", "HELPLINE_SECRETS_DIR": ".", "OTHER": "thing"}, tmp_path)
    assert sorted(found) == [
        "HELPLINE_COLOUR: there is no such setting",
        "HELPLINE_TELEGRAM_TOKN: there is no such setting; did you mean HELPLINE_TELEGRAM_TOKEN?",
        "HELPLINE_TWILIO_AUTHTOKEN: there is no such setting; did you mean HELPLINE_TWILIO_AUTH_TOKEN?",
    ]


def test_everything_wrong_is_told_at_once_and_no_value_is_shown() -> None:
    """One line for each thing to set right, and none of them shows what was written there."""
    value = "sesame-42"
    names = ["HTTP_PORT", "WORKERS", "LOG_LEVEL", "WEB_CHAT", "TELEGRAM_TOKEN", "TELEGRAM_SECRET", "TELEGRAM_API"]
    names += ["TELEGRAM_MODE", "TELEGRAM_OPERATORS_CHAT", "TWILIO_ACCOUNT_SID", "TWILIO_FROM", "TWILIO_SMS_FROM"]
    names += ["REDIS_URL", "PUBLIC_URL", "METRICS_PORT", "TWILIO_API", "TELEGRAM_OPERATORS_TOKEN"]
    environment = {f"HELPLINE_{name}": value for name in names}
    found = problems(environment)
    assert {problem.partition(":")[0] for problem in found} == set(environment)
    assert value not in "".join(found)
    assert all("\n" not in problem for problem in found)


@pytest.mark.parametrize(
    "address", ["ftp://a.example", "https://", "https://a.example/?q=1", "https://u@a.example", "//x["]
)
def test_an_address_is_a_whole_one(address: str) -> None:
    """The public address is one that Telegram and Twilio can call."""
    (problem,) = problems({"HELPLINE_PUBLIC_URL": address})
    assert problem.startswith("HELPLINE_PUBLIC_URL: must be a web address")


def test_a_secrets_directory_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A missing directory of secrets is said, not taken for "no secrets"."""
    assert problems({"HELPLINE_SECRETS_DIR": str(tmp_path / "missing")}) == [
        "HELPLINE_SECRETS_DIR: cannot be read: No such file or directory"
    ]


def test_secrets_hide_themselves() -> None:
    """No secret appears when settings are printed."""
    settings = Settings.read(Path("nowhere"), {**WEBHOOK, **TWILIO, "HELPLINE_REDIS_URL": "redis://:sesame@store"})
    shown = f"{settings!r} {settings}"
    assert TOKEN not in shown
    assert "invented" not in shown
    assert "sesame" not in shown


def test_the_example_is_up_to_date(tmp_path: Path) -> None:
    """.env.example names every setting with its default, is what `python -m bot.settings` prints, and is readable."""
    text = (ROOT / ".env.example").read_text()
    assert text == example()
    printed = subprocess.run(
        [sys.executable, "-m", "bot.settings"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed == text
    (tmp_path / ".env").write_text(text.replace("#HELPLINE_", "HELPLINE_"))
    assert Settings.read(tmp_path, {}) == Settings()
    assert all(f"#HELPLINE_{name.upper()}=" in text for name in Settings.model_fields)
