"""Kinds of node that lead to people: review, hand_over.

Nothing here may put a word of a person anywhere but into the case itself.
"""

from __future__ import annotations

from msgspec import structs

from bot.cases.case import Answer, Head, Queue, ReplyMode
from bot.cases.estimates import promised
from bot.conversation.events import CaseAmended, CaseOpened, Told
from bot.conversation.kind import Behaviour, Meant
from bot.conversation.model import Go, HandOver, Review
from bot.conversation.on_ask import picked
from bot.conversation.on_block import say_closed
from bot.conversation.on_code import CODE_TEXT, code_told
from bot.conversation.on_silence import is_another, say_cover
from bot.conversation.on_talk import texts
from bot.conversation.session import Spot
from bot.conversation.told import country_of
from bot.conversation.turn import Turn
from bot.conversation.understand import Spoken
from bot.messages import Arg, Line, Ref

SEND, CHANGE, BACK = "send", "change", "back"
OWN_WORDS = ("story", "rescue")
_CHANGING = ("changing",)


class Reviewing(Behaviour[Review]):
    """Shows every answer of this flow, lets each be changed, and goes on when the person says so."""

    def arrive(self, turn: Turn, node: Review) -> Go | None:
        turn.change(offered=())
        items = tuple(
            Line("review-item", {"title": Ref(answer.title), "answer": told(answer)})
            for answer in self._answers(turn).values()
            if answer.kind != "skipped"
        )
        offers = [turn.offer(SEND, node.send), turn.offer(CHANGE, node.change), *turn.offers(node.choices)]
        turn.say(turn.line(node.review, node), *items, node=node, offers=offers)
        return None

    def _answers(self, turn: Turn) -> dict[str, Answer]:
        flow = turn.spot.flow
        return {key: each for key, each in turn.session.answers.items() if each.title and each.flow == flow}

    def answer(self, turn: Turn, node: Review) -> Meant:
        if turn.session.offered == _CHANGING or (turn.inbound.tap and turn.inbound.tap.choice.startswith("a-")):
            return self._change(turn, node)
        own = [turn.spoken(SEND, node.send, "send-words"), turn.spoken(CHANGE, node.change)]
        choices = turn.visible(node.choices)
        if turn.inbound.tap:
            name: str | None = turn.inbound.tap.choice
        else:
            spoken = [turn.spoken(choice.name, choice.say, choice.synonyms) for choice in choices]
            name = picked(turn, (), [*own, *spoken])
        if name == SEND:
            return node.go
        if name == CHANGE:
            self._which(turn)
            return None
        choice = next((each for each in choices if each.name == name), None)
        return choice.go if choice and choice.go is not None else False

    def _which(self, turn: Turn) -> None:
        turn.change(offered=_CHANGING, misses=0)
        offers = [turn.offer(f"a-{key}", answer.title) for key, answer in self._answers(turn).items()]
        turn.say(Line("review-which"), offers=[*offers, turn.offer(BACK, "choice-back")])

    def _change(self, turn: Turn, node: Review) -> Meant:
        answers = self._answers(turn)
        spoken = [turn.spoken(f"a-{key}", answer.title) for key, answer in answers.items()]
        name = picked(turn, (), [*spoken, turn.spoken(BACK, "choice-back")])
        if name == BACK:
            return self.arrive(turn, node)
        answer = answers.get((name or "").removeprefix("a-"))
        if answer is None:
            return False
        trail = turn.session.trail
        spot = Spot(answer.flow, answer.node)
        kept = trail[: trail.index(spot)] if spot in trail else trail
        turn.change(resume=turn.spot, trail=kept, offered=(), misses=0)
        return f"go:{answer.flow}/{answer.node}"

    def ways(self, node: Review) -> tuple[Go, ...]:
        return (node.go, *(choice.go for choice in node.choices if choice.go is not None))


def told(answer: Answer) -> Arg:
    """Return an answer as it is shown: labels in the reader's language, own words, a place's name."""
    if answer.kind == "skipped":
        return Ref("review-skipped")
    if answer.kind == "secret":
        return Ref("review-secret")
    if answer.says:
        return tuple(Ref(text) for text in answer.says)
    return answer.words


class HandingOver(Behaviour[HandOver]):
    """Opens a case, or adds to the one that is open; then the talk rests and every word goes to the case."""

    def arrive(self, turn: Turn, node: HandOver) -> Go | None:
        if turn.world.is_blocked:
            turn.change(trail=(), resume=None, told=False)
            return self.again(turn, node)
        if is_another(turn):
            add_since(turn, node)
            return self.again(turn, node)
        code = turn.world.draws.return_code if "return-code" in node.tell else ""
        told = _tells_presence(turn)
        hand_over(turn, node.hand_over, node.kind or turn.spot.flow, node.caution or "", code, promises=told)
        for text in texts(node.say):
            if text == CODE_TEXT and code:
                turn.events.append(code_told(turn.line(text, node), turn.inbound.address.channel))
            else:
                turn.say(turn.line(text, node), node=node)
        turn.change(trail=(), since=(), resume=None, told=False, rested=turn.spot)
        return self.again(turn, node)

    def again(self, turn: Turn, node: HandOver) -> Go | None:
        if turn.world.is_blocked:
            say_closed(turn, turn.offers(node.choices))
        elif is_another(turn):
            say_cover(turn)
        else:
            turn.say(turn.line(node.rest), offers=turn.offers(node.choices))
        return None

    def answer(self, turn: Turn, node: HandOver) -> Meant:
        choices = turn.visible(node.choices)
        name = picked(turn, choices)
        choice = next((each for each in choices if each.name == name), None)
        return choice.go if choice and choice.go is not None else False

    def ways(self, node: HandOver) -> tuple[Go, ...]:
        return tuple(choice.go for choice in node.choices if choice.go is not None)


def _tells_presence(turn: Turn) -> bool:
    """Tell whether the flow that hands over says on the way when somebody comes."""
    return any("presence" in node.tell for node in turn.world.content.catalogue.flows[turn.spot.flow].nodes.values())


def add_since(turn: Turn, node: HandOver) -> None:
    """Give the open case what was told since it was handed over. Own words are added, and take no others' place."""
    since = turn.session.since
    if not since or turn.world.is_blocked:
        return
    for answer in turn.session.answers.values():
        if answer.kind in OWN_WORDS and Spot(answer.flow, answer.node) in since:
            tell_case(turn, answer.words)
    hand_over(turn, node.hand_over, node.kind or turn.spot.flow, node.caution or "", adds=True)
    turn.change(since=())


def hand_over(
    turn: Turn,
    queue: Queue,
    kind: str,
    caution: str = "",
    code: str = "",
    *,
    promises: bool = False,
    adds: bool = False,
) -> None:
    """Open a case with all that was told, or write the head of the open one anew. Urgency only ever rises.

    ``promises``: the person hears when somebody comes, which the case notes, the first time. ``adds``: own words that
    the case has stay in their place.
    """
    opened = next((event.head for event in reversed(turn.events) if isinstance(event, CaseOpened | CaseAmended)), None)
    before = opened or (turn.world.case.head if turn.world.case and turn.has_open_case else None)
    if before is None:
        head = _head(turn, turn.world.draws.case, turn.world.draws.code_name, queue, kind, caution)
        head = structs.replace(head, promised=_promised(turn) if promises else "")
        turn.events.append(CaseOpened(head, code))
        turn.change(case=head.id)
        return
    raised = queue == "urgent" and before.queue != "urgent"
    queue = "urgent" if before.queue == "urgent" else queue
    head = _head(turn, before.id, before.code_name, queue, kind, caution or before.caution, before, adds=adds)
    if promises and not head.promised:
        head = structs.replace(head, promised=_promised(turn))
    turn.events.append(CaseAmended(head, raised, code))


def _promised(turn: Turn) -> str:
    presence = turn.world.presence
    wait = presence.wait_minutes if presence.on_shift else None
    return promised(turn.world.now, wait, None if presence.on_shift else presence.opens_at)


def _head(
    turn: Turn,
    case: str,
    code_name: str,
    queue: Queue,
    kind: str,
    caution: str,
    before: Head | None = None,
    *,
    adds: bool = False,
) -> Head:
    aside = turn.session.aside
    known = before.answers if before else {}
    own = {key: answer for key, answer in known.items() if answer.kind in OWN_WORDS and answer.words}
    told = {**known, **(aside.answers if aside else {}), **turn.session.answers}
    session = structs.replace(turn.session, answers={**told, **own} if adds else told)
    place = session.answers.get("place")
    zone = place.values[2] if place and len(place.values) > 2 else ""
    mode = session.value("reply-mode")
    reply_mode: ReplyMode = "window" if mode == "window" else "never" if mode == "never" else "now"
    return Head(
        id=case,
        talk=session.talk,
        code_name=code_name,
        channel=turn.inbound.address.channel,
        locale=session.locale,
        kind=kind if before is None or kind != "danger" else before.kind,
        queue=queue,
        opened_at=before.opened_at if before else turn.world.now.timestamp(),
        answers={key: answer for key, answer in session.answers.items() if answer.kind != "secret"},
        caution=caution,
        country=country_of(session).upper(),
        timezone=zone,
        share=session.value("share"),
        show_numbers=session.value("show-numbers") == "yes",
        reply_mode=reply_mode,
        reply_hours=session.value("reply-hours"),
        minor=session.value("minor") == "yes",
        safe=session.value("safe"),
        promised=before.promised if before else "",
        other_phone=before.other_phone if before else False,
    )


def is_urgent(turn: Turn) -> bool:
    """Tell whether the person's open case is an urgent one already."""
    return turn.has_open_case and turn.world.case is not None and turn.world.case.head.queue == "urgent"


def tell_case(turn: Turn, text: str, *flags: str) -> None:
    """Add the person's words to the case."""
    turn.events.append(Told(text, flags))


def offered_people(turn: Turn) -> Spoken:
    """Return the offer of a human as it may be said."""
    return turn.spoken("go", "choice-human")
