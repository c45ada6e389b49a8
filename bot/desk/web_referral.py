"""The referral sheet: what the person agreed to share with a partner, as a page to print or a text to hand on.

Nothing here may hold more than the person's consent covers, and every making of a sheet stands in the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from bot.cases.case import Head, Refusal
from bot.cases.codenames import spoken
from bot.desk.auth import Visitor
from bot.desk.sheet import Told, named, told
from bot.desk.site import read_form
from bot.desk.verbs import Desk
from bot.desk.web_pages import Pages
from bot.desk.words import Words

WHOLE, WITHOUT_DETAILS = "share", "anonymous"
"""What a person may have answered: yes, to helpers; or only what could be anybody's."""


class NotAgreed(Refusal):
    """The person did not agree that this is shared with anybody."""


@dataclass(frozen=True, slots=True)
class ReferralPages:
    """Makes referral sheets for the holder of a case."""

    desk: Desk
    pages: Pages
    clock: Callable[[], datetime]

    async def make(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Make a sheet, note that it was made, and show it or hand it over as text."""
        case, me = request.match_info["case"], visitor.account.name
        words, as_text = self.pages.words(visitor.account.locale), (await read_form(request)).get("as") == "text"
        head = (await self.desk.show(case, me)).head
        shared = may_share(head, words)
        await self.desk.note(case, me, words("desk-referral-made"), what="referral")
        name, day = spoken(head.code_name, words.locale), words.day(self.clock())
        facts = [Told(words("desk-language"), (), words.language(head.locale)), *shared]
        if as_text:
            body = _text(f"{words('desk-referral')}: {name}", day, facts, words("desk-referral-consent"))
            headers = {"Content-Disposition": f'attachment; filename="{head.code_name}.txt"'}
            return web.Response(text=body, content_type="text/plain", charset="utf-8", headers=headers)
        title = f"{words('desk-referral')}: {name}"
        return self.pages.html("referral", words, title=title, day=day, facts=facts, case_id=case, locale=head.locale)


def may_share(head: Head, words: Words) -> Sequence[Told]:
    """Return what the person's answer lets a partner read; refuses where they said no, or were never asked."""
    if head.share not in (WHOLE, WITHOUT_DETAILS):
        raise NotAgreed("the person did not agree to share this")
    answers = {key: each for key, each in head.answers.items() if each.kind not in ("skipped", "secret")}
    if head.share == WITHOUT_DETAILS:
        answers = {key: each for key, each in answers.items() if each.kind == "choice"}
    shared = (told(key, each, words) for key, each in answers.items() if key not in ("share", "reply-mode", "safe"))
    facts = [_named(each, words) for each in shared]
    country = words.known("country", head.country.lower())
    return [Told(words("desk-country"), (), country), *facts] if country else facts


def _named(fact: Told, words: Words) -> Told:
    return replace(fact, words=named(fact.words, words))


def _text(title: str, day: str, facts: Sequence[Told], consent: str) -> str:
    lines = [title, day, ""]
    for fact in facts:
        said = "; ".join([*fact.labels, *([fact.words] if fact.words else [])])
        lines.append(f"{fact.title}: {said}")
    return "\n".join([*lines, "", consent, ""])
