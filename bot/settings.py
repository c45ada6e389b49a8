"""The knobs: every setting of an installation, where it may come from, and what is wrong with it, all at once.

A setting is ``HELPLINE_`` and its name: in the environment, in ``.env``, or a file of that name in the directory
``HELPLINE_SECRETS_DIR``; the first of these wins, and what is empty is not set. No value ever stands in an error.
`python -m bot.settings` prints ``.env.example``. What the organisation decides is no setting: see ``helpline.yaml``.
"""

from __future__ import annotations

import difflib
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from bot.messages import HelplineError

PREFIX = "HELPLINE_"


class SettingsWrong(HelplineError):
    """The helpline cannot run with these settings; one line for each thing to set right."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _web_address(text: str) -> str:
    if not text:
        return text
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment or parts.username:
        raise ValueError("must be a web address like https://help.example.org, without anything behind the path")
    return text.rstrip("/")


def _store_address(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and not re.match(r"(redis|rediss|unix)://", secret.get_secret_value()):
        raise ValueError("must be a redis://, rediss:// or unix:// address")
    return secret


def _matching(pattern: str, complaint: str) -> AfterValidator:
    def check(given: SecretStr | str | None) -> SecretStr | str | None:
        text = given.get_secret_value() if isinstance(given, SecretStr) else given
        if text and not re.fullmatch(pattern, text):
            raise ValueError(complaint)
        return given

    return AfterValidator(check)


WebAddress: TypeAlias = Annotated[str, AfterValidator(_web_address)]
BotToken: TypeAlias = Annotated[
    SecretStr | None,
    _matching(r"\d+:[A-Za-z0-9_-]+", "must be a bot token as BotFather gives it: digits, colon, letters"),
]
Lower = BeforeValidator(lambda given: given.lower() if isinstance(given, str) else given)


class Settings(BaseModel):
    """Everything an installation may set. A channel without credentials is off.

    >>> Settings.read(Path("nowhere"), {"HELPLINE_HTTP_PORT": "9000"}).http_port
    9000
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    data_dir: Path = Field(default=Path("var"), description="Where the embedded store and the keys live.")
    content_dir: Path = Field(
        default=Path(),
        description="Where flows/, locales/, directory.yaml and helpline.yaml are read; the current directory.",
    )
    http_host: str = Field(
        default="127.0.0.1", description="The address the service listens at; a TLS proxy stands before it."
    )
    http_port: int = Field(default=8080, ge=0, le=65535, description="The port the service listens at.")
    public_url: WebAddress = Field(
        default="", description="Where people, Telegram and Twilio reach the service: https://help.example.org"
    )
    workers: int = Field(default=2, ge=1, le=64, description="Processes that answer people.")
    redis_url: Annotated[SecretStr | None, AfterValidator(_store_address)] = Field(
        default=None,
        description="Valkey, or Redis from 7.0 on (redis://, rediss://, unix://). Empty: an embedded one in DATA_DIR.",
    )
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="Prometheus figures on this port of the machine itself. Empty: none."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lower] = Field(
        default="info", description="debug, info, warning or error. No level writes what people say."
    )

    web_chat: bool = Field(default=True, description="The chat page at /chat: on or off.")

    telegram_token: BotToken = Field(
        default=None, description="The token of the bot that people write to, from BotFather."
    )
    telegram_mode: Annotated[Literal["polling", "webhook"], Lower] = Field(
        default="polling", description="polling needs no public address; webhook needs PUBLIC_URL and TELEGRAM_SECRET."
    )
    telegram_secret: Annotated[
        SecretStr | None, _matching(r"[A-Za-z0-9_-]{16,256}", "must be 16 to 256 letters, digits, _ and -")
    ] = Field(
        default=None, description="What Telegram sends along to prove itself: 16 to 256 random letters and digits."
    )
    telegram_api: WebAddress = Field(
        default="", description="Base address of another Bot API server. Empty: Telegram's own."
    )
    telegram_operators_token: BotToken = Field(
        default=None, description="The token of a second bot, which tells operators that somebody waits."
    )
    telegram_operators_chat: int | None = Field(
        default=None, description="The chat or group that the second bot writes to."
    )

    twilio_account_sid: Annotated[str, _matching(r"AC[0-9a-f]{32}", "must be AC and 32 digits or letters a to f")] = (
        Field(default="", description="The Twilio account, for WhatsApp and SMS.")
    )
    twilio_auth_token: SecretStr | None = Field(default=None, description="The account's auth token.")
    twilio_webhook_key: SecretStr | None = Field(
        default=None,
        description="The shared key that signs webhooks, where Twilio was given one. Empty: the token does.",
    )
    twilio_from: Annotated[
        str, _matching(r"whatsapp:\+\d{6,15}", "must be like whatsapp:+ and the number's digits")
    ] = Field(default="", description="Our WhatsApp sender: whatsapp:+ and the number.")
    twilio_sms_from: Annotated[str, _matching(r"\+\d{6,15}", "must be + and the number's digits")] = Field(
        default="", description="Our SMS sender: + and the number."
    )
    twilio_api: WebAddress = Field(default="", description="Base address of another API server. Empty: Twilio's own.")

    @property
    def keys_dir(self) -> Path:
        """Where the keyring is kept."""
        return self.data_dir / "keys"

    @property
    def has_whatsapp(self) -> bool:
        """Whether WhatsApp has its credentials."""
        return bool(self.twilio_account_sid and self.twilio_auth_token and self.twilio_from)

    @property
    def has_sms(self) -> bool:
        """Whether SMS has its credentials."""
        return bool(self.twilio_account_sid and self.twilio_auth_token and self.twilio_sms_from)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if problems := list(_gaps(self)):
            raise ValueError("\n".join(problems))
        return self

    @classmethod
    def read(cls, directory: Path, environment: Mapping[str, str]) -> Settings:
        """Return the settings of the environment, of ``.env`` in a directory, and of the secrets' directory.

        Raises `SettingsWrong` with everything that is wrong, misspelt names included.
        """
        env_file = directory / ".env"
        found = dict(dotenv_values(env_file, interpolate=False)) if env_file.is_file() else {}
        found.update(environment)
        given = {name: value.strip() for name, value in found.items() if name.startswith(PREFIX) and value}
        problems: list[str] = []
        if secrets := given.pop(f"{PREFIX}SECRETS_DIR", ""):
            given = {**_in_files(directory / secrets, problems), **given}
        names = {f"{PREFIX}{field.upper()}": field for field in cls.model_fields}
        problems += [_misspelt(name, names) for name in given if name not in names]
        try:
            settings = cls.model_validate({names[name]: value for name, value in given.items() if name in names})
        except ValidationError as error:
            problems += _in_words(error)
        if problems:
            raise SettingsWrong(problems)
        return settings


def _is_here(url: str) -> bool:
    """Tell whether an address is this very machine, where another Bot API server may run without TLS."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _gaps(settings: Settings) -> Iterator[str]:
    """Yield what is set and needs another setting to be of use."""
    if settings.telegram_token and settings.telegram_mode == "webhook":
        if not (settings.public_url.startswith("https://") or _is_here(settings.public_url)):
            yield "HELPLINE_PUBLIC_URL: must be an https:// address where HELPLINE_TELEGRAM_MODE is webhook"
        if not settings.telegram_secret:
            yield "HELPLINE_TELEGRAM_SECRET: must be set where HELPLINE_TELEGRAM_MODE is webhook"
    if settings.telegram_operators_chat is not None and not settings.telegram_operators_token:
        yield "HELPLINE_TELEGRAM_OPERATORS_TOKEN: must be set for HELPLINE_TELEGRAM_OPERATORS_CHAT to be of use"
    senders = settings.twilio_from or settings.twilio_sms_from
    if settings.twilio_account_sid or settings.twilio_auth_token or senders:
        if not settings.twilio_account_sid:
            yield "HELPLINE_TWILIO_ACCOUNT_SID: must be set for Twilio to be of use"
        if not settings.twilio_auth_token:
            yield "HELPLINE_TWILIO_AUTH_TOKEN: must be set for Twilio to be of use"
        if not senders:
            yield "HELPLINE_TWILIO_FROM: must be set for Twilio to be of use (or HELPLINE_TWILIO_SMS_FROM)"
        if not settings.public_url:
            yield "HELPLINE_PUBLIC_URL: must be set for Twilio, which signs the address it calls"


def _in_files(directory: Path, problems: list[str]) -> dict[str, str]:
    try:
        files = [file for file in sorted(directory.iterdir()) if file.name.startswith(PREFIX) and file.is_file()]
        return {file.name: text for file in files if (text := file.read_text(encoding="utf-8").strip())}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "a file is not text"
        problems.append(f"{PREFIX}SECRETS_DIR: cannot be read: {reason}")
        return {}


def _misspelt(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.8)
    return f"{name}: there is no such setting{f'; did you mean {near[0]}?' if near else ''}"


def _in_words(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        text = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
        if not problem["loc"]:
            yield from text.splitlines()  # of several settings together: named already
        else:
            yield f"{PREFIX}{str(problem['loc'][0]).upper()}: {text}"


def example() -> str:
    """Return ``.env.example``: every setting with what it is for, its default, and nothing switched on."""
    lines = [
        "# The settings of a helpline: copy this file to .env and fill in what you need. Each can also stand in the",
        "# environment, and each secret in a file of its name in the directory that HELPLINE_SECRETS_DIR names.",
        "# Made by `python -m bot.settings > .env.example`.",
        "",
        "# A directory with files named like the settings below, one value each.",
        f"#{PREFIX}SECRETS_DIR=",
    ]
    for name, field in Settings.model_fields.items():
        words = f"{field.description}{' Secret.' if 'SecretStr' in str(field.annotation) else ''}"
        default = {True: "on", False: "off", None: ""}.get(field.default, field.default)
        lines += ["", *textwrap.wrap(words, 112, initial_indent="# ", subsequent_indent="# ")]
        lines += [f"#{PREFIX}{name.upper()}={default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(example())
