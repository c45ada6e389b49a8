"""Kinds of node that offer choices or listen: ask, listen.

Nothing here may depend on how choices are shown; a tap, a number, a label or a near typo mean the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases.case import Answer
from bot.conversation.events import LanguageChanged, Offer
from bot.conversation.kind import Behaviour, Meant
from bot.conversation.model import Ask, Choice, Go, Listen
from bot.conversation.turn import Turn
from bot.conversation.understand import Spoken, understood, understood_several
from bot.messages import Line

LANGUAGE = "language"
"""The remembered key whose value is the language of the talk."""
SKIP, DONE = "skip", "done"


def picked(turn: Turn, choices: Sequence[Choice], extra: Sequence[Spoken] = ()) -> str | None:
    """Return the name of the choice the turn's inbound means, by tap or by words."""
    names = [choice.name for choice in choices]
    if turn.inbound.tap:
        return turn.inbound.tap.choice if turn.inbound.tap.choice in [*names, *(each.name for each in extra)] else None
    spoken = [turn.spoken(choice.name, choice.say, choice.synonyms) for choice in choices]
    return understood(turn.inbound.text or "", [*spoken, *extra])


def way_of(choice: Choice, node_go: Go | None) -> Go | None:
    """Return where a choice leads: its own way, or its node's."""
    return choice.go if choice.go is not None else node_go


def skipping(turn: Turn, skip: Go | None) -> list[Spoken]:
    """Return the skip choice as it may be said, where a node offers it."""
    if skip is None:
        return []
    return [Spoken(SKIP, ()) if turn.inbound.tap else turn.spoken(SKIP, "choice-skip", "skip-words")]


def skip_offer(turn: Turn, skip: Go | None) -> list[Offer]:
    """Return the skip choice as an offer, where a node has one."""
    return [turn.offer(SKIP, "choice-skip")] if skip is not None else []


class Asking(Behaviour[Ask]):
    """Asks one question with choices; several can be ticked where the flow says so."""

    def arrive(self, turn: Turn, node: Ask) -> Go | None:
        if node.several:
            before = turn.session.answers.get(node.remember or "")
            turn.change(ticks=before.values if before else ())
        self._ask(turn, node)
        return None

    def again(self, turn: Turn, node: Ask) -> Go | None:
        self._ask(turn, node)
        return None

    def _ask(self, turn: Turn, node: Ask, replaces: str = "") -> None:
        choices = self._ordered(turn, node)
        offers = turn.offers(choices)
        hint = (Line("several-hint"),) if node.several else ()
        if node.several:
            offers.append(turn.offer(DONE, "choice-done"))
        offers += skip_offer(turn, node.skip)
        turn.say(turn.line(node.ask, node), *hint, node=node, offers=offers, replaces=replaces)

    def _ordered(self, turn: Turn, node: Ask) -> list[Choice]:
        """Return the visible choices; the language a channel hints at stands first, and that is all a guess does."""
        choices = turn.visible(node.choices)
        if node.remember == LANGUAGE and turn.world.hint:
            choices.sort(key=lambda choice: choice.name.split("-")[0] != turn.world.hint.split("-")[0].lower())
        return choices

    def answer(self, turn: Turn, node: Ask) -> Meant:
        choices = self._ordered(turn, node)
        if node.several:
            return self._several(turn, node, choices)
        name = picked(turn, choices, skipping(turn, node.skip))
        if name is None and node.words and node.go is not None and turn.inbound.text:
            turn.remember(node, Answer(kind="story", words=turn.inbound.text))
            return node.go
        if name is None:
            return False
        if name == SKIP and node.skip is not None:
            turn.remember(node, Answer(kind="skipped"))
            return node.skip
        choice = next(each for each in choices if each.name == name)
        turn.remember(node, Answer(kind="choice", values=(name,), says=(choice.say,)))
        if node.remember == LANGUAGE:
            self._speak(turn, name)
        return way_of(choice, node.go) or False

    def _speak(self, turn: Turn, name: str) -> None:
        locales = {locale.lower(): locale for locale in turn.world.content.words.locales}
        if name in locales:
            turn.change(locale=locales[name])
            turn.events.append(LanguageChanged(locales[name]))

    def _several(self, turn: Turn, node: Ask, choices: list[Choice]) -> Meant:
        extra = [turn.spoken(DONE, "choice-done", "done-words"), *skipping(turn, node.skip)]
        name = picked(turn, choices, extra)
        names = [choice.name for choice in choices]
        if turn.inbound.tap is None and name not in (DONE, SKIP):
            spoken = [turn.spoken(choice.name, choice.say, choice.synonyms) for choice in choices]
            typed = understood_several(turn.inbound.text or "", spoken)
            return self._done(turn, node, choices, typed) if typed else False
        if name == SKIP and node.skip is not None:
            turn.remember(node, Answer(kind="skipped"))
            return node.skip
        if name == DONE:
            ticked = tuple(each for each in names if each in turn.session.ticks)
            return self._done(turn, node, choices, ticked)
        if name is None:
            return False
        self._tick(turn, choices, name)
        self._ask(turn, node, replaces=turn.inbound.tapped_id or "")
        return None

    def _tick(self, turn: Turn, choices: list[Choice], name: str) -> None:
        alone = {choice.name for choice in choices if choice.alone}
        ticks = turn.session.ticks
        if name in ticks:
            ticks = tuple(each for each in ticks if each != name)
        elif name in alone:
            ticks = (name,)
        else:
            ticks = (*(each for each in ticks if each not in alone), name)
        turn.change(ticks=ticks)

    def _done(self, turn: Turn, node: Ask, choices: list[Choice], names: tuple[str, ...]) -> Meant:
        if not names and node.skip is None:
            return False
        says = tuple(choice.say for choice in choices if choice.name in names)
        kind = "choice" if names else "skipped"
        turn.remember(node, Answer(kind=kind, values=names, says=says))
        first = next((choice for choice in choices if choice.name in names), None)
        if node.go is not None:
            return node.go
        return (way_of(first, None) if first else node.skip) or False

    def passed(self, turn: Turn, node: Ask) -> Go | None:
        answer = turn.session.answers.get(node.remember or "")
        if answer is None:
            return None
        if answer.kind == "skipped":
            return node.skip
        if node.several or answer.kind == "story":
            return node.go
        choice = next((each for each in turn.visible(node.choices) if each.name in answer.values), None)
        return way_of(choice, node.go) if choice else None

    def ways(self, node: Ask) -> tuple[Go, ...]:
        ways = [way_of(choice, node.go) for choice in node.choices]
        return tuple(way for way in (*ways, node.go, node.skip) if way is not None)


class Listening(Behaviour[Listen]):
    """Listens to the person's own words; a choice beside them or a skip is another way on."""

    def arrive(self, turn: Turn, node: Listen) -> Go | None:
        offers = [*turn.offers(node.choices), *skip_offer(turn, node.skip)]
        turn.say(turn.line(node.listen, node), node=node, offers=offers)
        return None

    def answer(self, turn: Turn, node: Listen) -> Meant:
        choices = turn.visible(node.choices)
        by_tap = turn.inbound.tap is not None
        name = picked(turn, choices, skipping(turn, node.skip)) if by_tap or _short(turn) else None
        if name == SKIP and node.skip is not None:
            turn.remember(node, Answer(kind="skipped"))
            return node.skip
        if name is not None:
            turn.change(misses=0)
            return way_of(next(each for each in choices if each.name == name), node.go) or False
        words = (turn.inbound.text or "").strip()
        if by_tap or not words:
            return False
        if node.as_ == "secret":
            turn.change(secret=turn.world.hashed(words))
            turn.remember(node, Answer(kind="secret", values=("set",)))
        else:
            turn.remember(node, Answer(kind=node.as_, words=words))
            turn.change(words_id=turn.inbound.message_id or "", words_key=node.remember)
        return node.go

    def passed(self, turn: Turn, node: Listen) -> Go | None:
        answer = turn.session.answers.get(node.remember)
        if answer is None:
            return None
        return node.skip if answer.kind == "skipped" else node.go

    def ways(self, node: Listen) -> tuple[Go, ...]:
        ways = [way_of(choice, node.go) for choice in node.choices]
        return tuple(way for way in (*ways, node.go, node.skip) if way is not None)


def _short(turn: Turn) -> bool:
    """Tell whether words may be a choice's label and not a story of their own."""
    return len(turn.inbound.text or "") <= 40
