"""The pure engine: a session, one inbound and the world in, a sprint out.

Nothing here may have a clock, a network or chance of its own: run again, it does the same again.
"""

from __future__ import annotations

from datetime import timedelta

from bot.cases.case import Answer, State
from bot.conversation import always, on_consent, on_flood
from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Forgotten, PersonGone, Silenced, Sprint
from bot.conversation.kind import Meant
from bot.conversation.kinds import behaviour
from bot.conversation.model import Enter, Go, Listen, Node
from bot.conversation.on_ask import picked
from bot.conversation.on_block import say_danger, without_questions
from bot.conversation.on_code import is_written_down, note_written_down
from bot.conversation.on_people import HandingOver, hand_over, has_open_case, is_urgent, tell_case
from bot.conversation.on_photo import may_be_taken, take
from bot.conversation.on_talk import beginning, opening
from bot.conversation.session import Session, Spot
from bot.conversation.turn import Turn
from bot.conversation.world import SILENCE, World
from bot.messages import Inbound, Line, Tap

STEPS = 60
"""How many nodes one sprint may walk through; `check` proves that no flow needs more."""
HELD = ("claimed",)


class EndlessFlow(Exception):
    """A flow walked on without a question; `check` refuses such flows before they are served."""


def advance(session: Session | None, inbound: Inbound, world: World) -> Sprint:
    """Return what one inbound causes.

    >>> # Sprint(session=…, events=(Said(lines=(Line('welcome', {}),), offers=(…)),))
    """
    if inbound.gone:
        return Sprint(session, (PersonGone(),) if session else ())
    turn = Turn(_settled(session, inbound, world), inbound, world)
    _begin(turn) if turn.session.is_new else _go_on(turn)
    turn.change(last_at=world.now.timestamp(), turn=turn.session.turn + 1)
    forgotten = any(isinstance(event, Forgotten) for event in turn.events)
    return Sprint(None if forgotten else turn.session, tuple(turn.events))


def _settled(session: Session | None, inbound: Inbound, world: World) -> Session:
    """Return the session to work on: a new one for a stranger, one freed of its case when that was closed."""
    locales = {locale.lower(): locale for locale in world.content.words.locales}
    hint = locales.get((inbound.locale_hint or "").lower().split("-")[0], world.content.default_locale)
    if session is None and world.case is not None and world.case.state is not State.CLOSED:
        head = world.case.head
        spot = world.content.catalogue.resolve(str(opening(world.content.catalogue)), "")
        return Session(talk=head.talk, locale=head.locale, case=head.id, spot=spot, last_at=1.0)
    if session is None:
        return Session(talk=world.draws.talk, locale=hint)
    turn = Turn(session, inbound, world)
    if session.case and not has_open_case(turn) and not _owes_words(turn):
        turn.change(case="", told=False, secret="", talk=world.draws.talk, answers={}, trail=(), resume=None, stack=())
    return turn.session


def _owes_words(turn: Turn) -> bool:
    """Tell whether a closed case still holds words for a silent person, who has to hear them first."""
    case = turn.world.case
    return case is not None and case.held > 0 and _is_silent(turn)


def _begin(turn: Turn) -> None:
    """Greet a stranger. What they wrote first is kept, and danger to life is heard before anything else."""
    text = (turn.inbound.text or "").strip()
    if text and not turn.inbound.start:
        answer = Answer(kind="story", title="first-words", words=text)
        turn.change(answers={"first-words": answer})
        danger = turn.world.content.danger(text)
        if danger:
            _answer_danger(turn, danger)
        else:
            command = always.meant(turn)
            if command:
                turn.change(spot=beginning(turn.world.content.catalogue), answers={})
                always.do(turn, command, follow)
                return
    start = beginning(turn.world.content.catalogue)
    follow(turn, f"go:{start.flow}/{start.node}")


def _go_on(turn: Turn) -> None:
    inbound, silent = turn.inbound, _is_silent(turn)
    if inbound.edited:
        _take_edit(turn)
        turn.change(covered=silent)  # a correction is no sign that the phone is in safe hands
        return
    again = bool(inbound.album) and inbound.album == turn.session.album
    if again and not may_be_taken(turn):
        return
    turn.change(album=inbound.album or turn.session.album)
    flood = on_flood.is_too_much(turn)
    if on_consent.heard(turn, silent=silent or inbound.late):
        return
    if turn.world.code_tried and not flood and not silent and not isinstance(turn.node(), Listen):
        ask_again(turn, Line("code-wait" if turn.world.code_tried == "wait" else "code-not-accepted"), human=True)
        return
    if is_written_down(turn):
        note_written_down(turn, silent=silent)
        return
    command = always.meant(turn)
    if command and not (silent and _would_tell(turn, command)):
        turn.change(misses=0)
        always.do(turn, command, follow, silent=silent)
        return
    danger = turn.world.content.danger(inbound.text) if inbound.text and not _is_label(turn) else None
    if danger and not (flood and is_urgent(turn)):
        _hear_danger(turn, danger, silent=silent)
    elif flood:
        on_flood.keep(turn, silent=silent)
    elif silent or inbound.late or inbound.start:
        _cover(turn)
    elif may_be_taken(turn):
        take(turn, again=again)
    elif has_open_case(turn) and _goes_to_people(turn):
        _tell_people(turn)
    else:
        _answer(turn)


# -- silence: the phone may be in other hands --------------------------------------------------------------------


def _is_silent(turn: Turn) -> bool:
    since = timedelta(seconds=turn.world.now.timestamp() - turn.session.last_at)
    return turn.session.covered or since > SILENCE


def _would_tell(turn: Turn, command: str) -> bool:
    """Tell whether a command would show what was talked about, or that a case is open and by which words it opens."""
    return command in always.REPEATING or (command == always.HUMAN and has_open_case(turn))


def _cover(turn: Turn) -> None:
    """Speak neutral words and wait until the person chooses to go on; what they wrote is kept."""
    session, inbound = turn.session, turn.inbound
    choice = always.cover_choice(turn)
    if not session.covered and (choice == always.START_OVER or inbound.tap is None):
        choice = None  # nobody was asked yet: the first word after a silence is no answer
    if session.secret and choice != always.START_OVER:
        choice = always.GO_ON if inbound.text and turn.world.hashed(inbound.text.strip()) == session.secret else None
    if choice == always.GO_ON:
        _uncover(turn)
        return
    if choice == always.START_OVER:
        turn.change(covered=False, parked="", hidden=False)
        follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
        return
    if inbound.text and not inbound.start:
        if has_open_case(turn):
            tell_case(turn, inbound.text, "late" if inbound.late else "after-silence")
        elif not session.covered:
            turn.change(parked=inbound.text)
    turn.change(covered=True)
    secret = bool(session.secret)
    offers = () if secret else always.cover_offers()
    turn.say(Line("cover-secret" if secret else "cover-hello"), offers=offers)


def _uncover(turn: Turn) -> None:
    parked = turn.session.parked
    turn.change(covered=False, parked="", hidden=False, misses=0)
    turn.events.append(Silenced())
    node = turn.node()
    if turn.session.case and not has_open_case(turn):
        turn.change(case="", told=False, secret="", answers={})
        follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
    elif parked and isinstance(node, Listen):
        turn.inbound = _as_words(turn.inbound, parked)
        _answer(turn)
    else:
        ask_again(turn)


def _as_words(inbound: Inbound, words: str) -> Inbound:
    return Inbound(id=inbound.id, address=inbound.address, at=inbound.at, text=words)


# -- danger to life ------------------------------------------------------------------------------------------------


def _hear_danger(turn: Turn, danger: str, *, silent: bool) -> None:
    """Bring the emergency card and an urgent hand-over at once, and lose nothing of what was being said."""
    in_case = has_open_case(turn)
    _answer_danger(turn, danger)
    if silent:
        turn.change(covered=True)
        return
    node = turn.node()
    if isinstance(node, Listen) and not (in_case and _goes_to_people(turn)):
        _answer(turn)
    elif node is not None and not isinstance(behaviour(node), HandingOver):
        ask_again(turn)


def _answer_danger(turn: Turn, danger: str) -> None:
    if turn.world.is_blocked:
        say_danger(turn)
        return
    again = is_urgent(turn)
    hand_over(turn, "urgent", "danger")
    tell_case(turn, turn.inbound.text or "", "urgent", danger)
    turn.say(
        Line("danger-again" if again else "danger-card"), *always.emergency_of(turn), offers=always.human_offers(turn)
    )


# -- while people hold the person ----------------------------------------------------------------------------------


def _goes_to_people(turn: Turn) -> bool:
    """Tell whether words go to the case: always while an operator holds it, else only where the talk rests with it."""
    if turn.inbound.tap is not None:
        return False
    case = turn.world.case
    node = turn.node()
    resting = node is not None and isinstance(behaviour(node), HandingOver)
    if case is not None and case.state in HELD:
        return not (resting and turn.inbound.text and _is_label(turn))
    return resting and not _is_label(turn)


def _tell_people(turn: Turn) -> None:
    inbound, case = turn.inbound, turn.world.case
    if inbound.media:
        tell_case(turn, "", "media", inbound.media)
        turn.say(Line("media-unheard"))
        return
    text = inbound.text or ""
    if inbound.place:
        text = f"{inbound.place.lat:.5f}, {inbound.place.lon:.5f}"
    tell_case(turn, text, *(("place",) if inbound.place else ()))
    if not turn.session.told and (case is None or case.state not in HELD):
        turn.say(Line("added-to-case"))
        turn.change(told=True)


def _take_edit(turn: Turn) -> None:
    """A correction changes the answer it corrects, or reaches the case as changed."""
    inbound, session = turn.inbound, turn.session
    if not inbound.text:
        return
    before = session.answers.get(session.words_key)
    if before and inbound.message_id and inbound.message_id == session.words_id:
        answer = Answer(before.kind, before.title, words=inbound.text, flow=before.flow, node=before.node)
        turn.change(answers={**session.answers, session.words_key: answer})
    if has_open_case(turn):
        tell_case(turn, inbound.text, "edited")


# -- the question the talk waits at --------------------------------------------------------------------------------


def _answer(turn: Turn) -> None:
    tap = turn.inbound.tap
    if tap and tap.flow != ALWAYS and Spot(tap.flow, tap.node) != turn.session.spot:
        _old_button(turn, tap)
        return
    node = turn.node()
    if node is None:
        turn.say(Line("talk-changed"))
        follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
        return
    if turn.inbound.media:
        ask_again(turn, Line("media-unheard"), human=True)
        return
    _meant(turn, behaviour(node).answer(turn, node))


def _meant(turn: Turn, meant: Meant) -> None:
    if meant is None:
        return
    if meant is False:
        misses = turn.session.misses + 1
        turn.change(misses=misses)
        often = misses >= 2
        ask_again(turn, Line("not-understood-human" if often else "not-understood"), human=often)
        return
    turn.change(misses=0)
    follow(turn, turn.chosen(meant))


def _old_button(turn: Turn, tap: Tap) -> None:
    """An old button still says which question it answered: an answered one is changed, the rest is kept."""
    spot = Spot(tap.flow, tap.node)
    session = turn.session
    node = turn.world.content.catalogue.node(spot)
    if node is None:
        turn.say(Line("talk-changed"))
        ask_again(turn)
        return
    if node.remember is None:
        turn.change(spot=spot, resume=None, ticks=(), offered=(), page=0)
        _meant(turn, behaviour(node).answer(turn, node))
        return
    before = session.answers.get(node.remember)
    if spot not in session.trail or before is None:
        ask_again(turn)
        return
    if tap.choice in before.values:
        return
    here = session.resume or session.spot
    turn.change(spot=spot, resume=here, trail=session.trail[: session.trail.index(spot)], ticks=before.values)
    meant = behaviour(node).answer(turn, node)
    if meant:
        turn.say(Line("changed-answer"))
    _meant(turn, meant)


def ask_again(turn: Turn, *before: Line, human: bool = False) -> None:
    """Ask the question the talk waits at once more, in one message with what is said before it."""
    node = turn.node()
    if node is None:
        follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
        return
    start = len(turn.events)
    ticks = turn.session.ticks
    arrived = always.asked(turn, node)
    turn.change(ticks=ticks)
    said = turn.events[start:]
    del turn.events[start:]
    turn.events += always.prefaced(said, before, always.human_offers(turn) if human else ())
    if arrived is not None:
        follow(turn, turn.chosen(arrived))


def follow(turn: Turn, target: str, *, fresh: bool = False) -> None:
    """Walk from node to node until one waits for an answer."""
    if fresh:
        turn.change(stack=(), trail=(), resume=None, ticks=(), offered=(), page=0, misses=0)
    met: set[Spot] = set()
    for _ in range(STEPS):
        spot, node = _landed(turn, target)
        if (shorter := without_questions(turn, spot, always.HUMAN)) != spot:
            spot, node = _landed(turn, f"go:{shorter.flow}/{shorter.node}")
        turn.change(spot=spot)
        go = _stride(turn, spot, node, again=spot in met)
        met.add(spot)
        if go is None:
            return
        target = turn.chosen(go)
    raise EndlessFlow


def _landed(turn: Turn, target: str) -> tuple[Spot, Node]:
    """Return the node a target means; ``return`` goes on after the flow that entered, or asks again what waited."""
    catalogue = turn.world.content.catalogue
    here = turn.session.spot or beginning(catalogue)
    spot = catalogue.resolve(target, here.flow)
    while spot is None:
        *stack, caller = turn.session.stack or (None,)
        turn.change(stack=tuple(stack))
        node = catalogue.node(caller) if caller else None
        if caller is None or node is None:
            spot = catalogue.resolve(turn.chosen(opening(catalogue)), here.flow)
        elif isinstance(node, Enter):
            spot = catalogue.resolve(turn.chosen(node.go), caller.flow)
        else:
            spot = caller
    found = catalogue.node(spot)
    if found is None:
        turn.say(Line("talk-changed"))
        spot = beginning(catalogue)
        found = catalogue.flows[spot.flow].nodes[spot.node]
    return spot, found


def _stride(turn: Turn, spot: Spot, node: Node, *, again: bool) -> Go | None:
    """Arrive at a node; while an earlier answer is being changed, pass by what was answered already, but only once."""
    session = turn.session
    if session.resume is not None and not again:
        if spot == session.resume:
            turn.change(resume=None)
        else:
            passed: Go | None = behaviour(node).passed(turn, node)
            if passed is not None:
                if node.remember:
                    turn.change(trail=(*session.trail, spot))
                return passed
    kind = behaviour(node)
    returned = isinstance(kind, HandingOver) and spot == session.rested and has_open_case(turn)
    arrived: Go | None = kind.again(turn, node) if returned else kind.arrive(turn, node)
    return arrived


def _is_label(turn: Turn) -> bool:
    """Tell whether the text is a choice of the question the talk waits at: then it is an answer, not an alarm."""
    node = turn.node()
    choices = getattr(node, "choices", ())
    return bool(choices) and len(turn.inbound.text or "") <= 40 and picked(turn, turn.visible(choices)) is not None
