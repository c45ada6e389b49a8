"""What a person is asked, as the holder of their case sees it: covered pieces, calls as tasks, keeping it longer.

Nothing here may decide what is open; the verbs of `consent` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from markupsafe import Markup, escape

from bot.cases.consent import MARK, Reason, pieces_in
from bot.desk.consent import Consent
from bot.desk.sheet import asked_words, defanged, piece_label
from bot.desk.words import Words


@dataclass(frozen=True, slots=True)
class PieceView:
    """A covered piece beside the words it was taken out of. ``theirs`` is the question as the person will read it."""

    about: str
    label: str
    said: str
    may_ask: bool
    may_see: bool
    theirs: str
    meant: str


@dataclass(frozen=True, slots=True)
class CallView:
    """A call for the person, as a task: what they said, whom to call, what came of it."""

    id: str
    name: str
    said: str
    phones: Sequence[str]
    is_due: bool


@dataclass(frozen=True, slots=True)
class KeepAskView:
    """A reason for keeping a case longer, and the question about it as the person will read it."""

    reason: str
    label: str
    theirs: str
    meant: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What stays covered in a case, in the operator's language."""

    consent: Consent
    words: Words
    locale: str

    def worded(self, text: str) -> Markup:
        """Return own words with each covered piece named in the operator's language, or shown where they may see it."""
        parts, place = [Markup()], 0
        for match in MARK.finditer(text):
            about = f"{match[1]} {match[2]}" if match[2] else match[1]
            piece = self.consent.pieces.get(about)
            shown = piece.words if piece else ""
            parts.append(escape(text[place : match.start()]))
            label = defanged(shown) if shown else piece_label(about, self.words)
            parts.append(Markup('<mark class="{}">{}</mark>').format("shown" if shown else "covered", label))
            place = match.end()
        return Markup().join([*parts, escape(text[place:])])

    def pieces(self, text: str) -> list[PieceView]:
        """Return the pieces that are covered in these words."""
        return [self._piece(about) for about in pieces_in([text]) if about in self.consent.pieces]

    def _piece(self, about: str) -> PieceView:
        piece, words = self.consent.pieces[about], self.words
        theirs, meant = self._asked("ask-see", about)
        return PieceView(
            about, piece_label(about, words), words(f"desk-ask-state-{piece.state}"), piece.may_ask,
            piece.state == "yes", theirs, meant,
        )  # fmt: skip

    def _asked(self, text: str, *flags: str) -> tuple[str, str]:
        """Return a question as the person will read it, and what it means where that is another language."""
        words = self.words
        theirs, meant = (asked_words(text, flags, words, locale) for locale in (self.locale, words.locale))
        return theirs, meant if meant != theirs else ""

    @property
    def calls(self) -> list[CallView]:
        """Return the calls the person was asked about, the newest first."""
        found = []
        for each in reversed(self.consent.calls):
            asked = each.question
            is_due = asked.is_open and not asked.outcome
            state = asked.outcome or asked.answer or "asked"
            said = self.words(f"desk-call-state-{state}")
            found.append(CallView(asked.id, each.name, said, each.phones if is_due else (), is_due))
        return found

    @property
    def keeps(self) -> str:
        """Return what the person said of keeping their case longer; nothing where they were not asked."""
        keeping, words = self.consent.keeping, self.words
        if not keeping.state:
            return ""
        until = words.day(datetime.fromtimestamp(keeping.until, UTC)) if keeping.until else ""
        return words(f"desk-keep-state-{keeping.state}", reason=words(f"desk-keep-{keeping.reason}"), until=until)

    @property
    def keep_asks(self) -> list[KeepAskView]:
        """Return the reasons for which the person may be asked now."""
        keeping = self.consent.keeping
        if not keeping.may_ask:
            return []
        days, without = str(keeping.days), str(keeping.without)
        return [
            KeepAskView(reason, self.words(f"desk-keep-{reason}"), *self._asked("ask-keep", reason, days, without))
            for reason in get_args(Reason)
        ]
