"""The organisation's policy: `helpline.yaml`, strictly read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.yaml_marks import WrongContent, load_marked, validated


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DirectoryPolicy(_Strict):
    """What of the directory is shown."""

    only_checked: bool = False


class WhatsAppPolicy(_Strict):
    """What the organisation decides about WhatsApp: the approved neutral template's id, by locale; by default none."""

    neutral_template: dict[str, Annotated[str, Field(pattern="^HX[0-9a-fA-F]{32}$")]] = {}


class Policy(_Strict):
    """What the organisation decides."""

    organisation: dict[str, str]
    locales: tuple[str, ...] = ("ru", "en")
    default_locale: str = "en"
    home_countries: tuple[str, ...] = ("RU", "KZ", "KG", "TJ", "UZ")
    dispositions: tuple[str, ...] = (
        "referred",
        "advised",
        "returned-home",
        "emergency-called",
        "no-contact",
        "test",
        "spam",
        "other",
    )
    directory: DirectoryPolicy = DirectoryPolicy()
    whatsapp: WhatsAppPolicy = WhatsAppPolicy()
    exit_url: str = "https://www.google.com/"


def load_policy(path: Path) -> Policy:
    """Read the policy."""
    tree, marks = load_marked(path, path.name)
    policy, problems = validated(Policy, tree, marks)
    if policy is None:
        raise WrongContent(problems)
    return policy
