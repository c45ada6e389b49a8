"""What lies in the outbox becomes words, in the person's language.

Nothing here may keep what belongs to one person: only what reads the same for everybody is worded once and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.messages import Button, Line, Outbound, Ref, Tap
from bot.outgoing import Outgoing, packed
from bot.texts import Texts, without_isolates

MOST_COMMON = 2_048
"""How many of the bot's own questions are kept in words, all languages together."""
OF_ALL = frozenset({"organisation"})
"""What texts are given that is the same in every talk."""


@dataclass
class Wording:
    """Words messages."""

    texts: Texts
    _common: dict[bytes, Outbound] = field(default_factory=dict)

    def worded(self, message: Outgoing, *, neutral: bool = False) -> Outbound:
        """Return a message in words; ``neutral`` marks the one line of a long silence.

        The bot's own questions, with nothing of a person in them, are worded once and kept.
        """
        if neutral or not _is_common(message):
            return self._worded(message, neutral=neutral)
        key = packed(message)
        if (known := self._common.get(key)) is None:
            if len(self._common) >= MOST_COMMON:
                self._common.clear()
            known = self._common[key] = self._worded(message, neutral=False)
        return known

    def _worded(self, message: Outgoing, *, neutral: bool) -> Outbound:
        if message.words:
            return Outbound(message.words, locale=message.locale, from_person=True)
        locale = message.locale or self.texts.default
        text = self.texts.message([Line(each.text, each.args) for each in message.pieces], locale)
        buttons = tuple(
            Button(self.texts.say(Line(each.text, each.args), locale), tap, each.ticked)
            for each in message.offers
            if (tap := Tap.unpacked(each.tap))
        )
        return Outbound(
            without_isolates(text) if not self.texts.is_right_to_left(locale) else text,
            buttons,
            asks_place=message.asks_place,
            place_label=self.texts.label("choice-share-place", locale) if message.asks_place else "",
            locale=locale,
            replaces=message.replaces,
            same_text=all(_is_for_all(each.args) for each in message.pieces),
            same_labels=all(_is_for_all(each.args) for each in message.offers),
            neutral=neutral,
        )


def _is_common(message: Outgoing) -> bool:
    """Tell whether a message reads the same whoever it is for: it has no words but the texts it names."""
    if message.words or message.replaces or message.erase or message.fade_now:
        return False
    return not any(each.args for each in message.pieces) and not any(each.args for each in message.offers)


def _is_for_all(args: Mapping[str, object]) -> bool:
    """Tell whether words made with these arguments are the same for everybody: other texts are, a name is not."""
    return all(name in OF_ALL or (isinstance(arg, Ref) and _is_for_all(arg.args)) for name, arg in args.items())
