"""Whether a side did the work it was measured for: said the talk's words, offered its buttons, kept its cases.

Nothing here may be left out of a run: a side that is fast because it did less is no side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.benchmarks.far import Overheard
from bot.benchmarks.plan import Step, Talk
from bot.benchmarks.sides import Side
from bot.messages import HelplineError, Line
from bot.texts import Texts, without_isolates


class SidesDiffer(HelplineError):
    """A side did not say or keep what the talk says; comparing it would mean nothing."""


def check_words(side: str, heard: Sequence[Sequence[Sequence[Overheard]]], plays: Sequence[Talk], texts: Texts) -> None:
    """Compare what one talk in each language brought with what it must bring."""
    for talk, turns in zip(plays, heard, strict=True):
        for number, (step, came) in enumerate(zip(talk.steps, turns, strict=True), start=1):
            if not _says(step, came, talk.locale, texts):
                raise SidesDiffer(f"{side}: turn {number} in {talk.locale} is not the talk's")


def _says(step: Step, came: Sequence[Overheard], locale: str, texts: Texts) -> bool:
    """Tell whether a turn's messages are a step's: texts with variables are compared in number only.

    A message may have been cut in two, as where a keyboard has to go first; so words are compared as a whole.
    """
    offered = [payload for told in step.told if not told.place for _, payload in told.buttons]
    if [payload for _, buttons in came for payload in buttons] != offered or len(came) < len(step.told):
        return False
    lines = [line for told in step.told for line in told.lines]
    if any(args for _, args in lines):
        return all(text.strip() for text, _ in came)
    expected = "".join(texts.say(Line(name), locale) for name, _ in lines)
    return _bare(expected) == _bare("".join(text for text, _ in came))


def _bare(text: str) -> str:
    return "".join(without_isolates(text).split())


@dataclass(frozen=True, slots=True)
class Done:
    """What a side was asked and what it did: every hand-over kept, every tap answered, nothing said astray.

    >>> Done(talks=2, cases=1, taps=4, answered=4, strays=0).complaint
    '2 talks were handed over, 1 cases are kept'
    """

    talks: int
    cases: int
    taps: int
    answered: int
    strays: int

    @property
    def complaint(self) -> str:
        """Return what was not done, or nothing."""
        if self.cases != self.talks:
            return f"{self.talks} talks were handed over, {self.cases} cases are kept"
        if self.answered != self.taps:
            return f"{self.taps} taps, {self.answered} of them answered"
        return f"{self.strays} messages went to nobody who waited for one" if self.strays else ""


async def check_kept(side: Side) -> None:
    """Compare what a side was asked with what it did, once all of it has come."""
    await side.driver.quiet(0.2)
    driver, far = side.driver, side.far
    done = Done(
        driver.finished, await side.handed_over(), driver.taps, far.taps_answered + driver.taps_answered, far.strays
    )
    if complaint := done.complaint:
        raise SidesDiffer(f"{side.name}: {complaint}")
