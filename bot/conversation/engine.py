"""The pure engine: a session, one inbound and the world in, a sprint out.

Nothing here may have a clock, a network or chance of its own: run again, it does the same again.
"""

from __future__ import annotations

from bot.cases.case import Answer, State
from bot.conversation import always, on_consent, on_flood, on_silence
from bot.conversation.catalogue import ALWAYS
from bot.conversation.events import Forgotten, PersonGone, Silenced, Sprint
from bot.conversation.kind import Meant
from bot.conversation.kinds import behaviour
from bot.conversation.model import Enter, Go, HandOver, Listen, Node
from bot.conversation.on_block import say_danger, without_questions
from bot.conversation.on_code import is_written_down, note_written_down
from bot.conversation.on_held import goes_to_people, is_label, take_edit, tell_people
from bot.conversation.on_people import HandingOver, add_since, hand_over, is_urgent, tell_case
from bot.conversation.on_photo import may_be_taken, take
from bot.conversation.on_silence import bring_back, chosen_under_cover, is_another, is_silent, say_cover, set_aside
from bot.conversation.on_talk import beginning, opening
from bot.conversation.session import Session, Spot
from bot.conversation.turn import Turn
from bot.conversation.world import World
from bot.messages import Inbound, Line, Tap

STEPS = 60
"""How many nodes one sprint may walk through; `check` proves that no flow needs more."""


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
    if session.case and not turn.has_open_case and not _owes_words(turn):
        turn.change(
            case="",
            told=False,
            secret="",
            talk=world.draws.talk,
            answers={},
            aside=None,
            trail=(),
            resume=None,
            stack=(),
        )
    return turn.session


def _owes_words(turn: Turn) -> bool:
    """Tell whether a closed case still holds words for a silent person, who has to hear them first."""
    case = turn.world.case
    return case is not None and case.held > 0 and is_silent(turn)


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
    inbound, silent = turn.inbound, is_silent(turn)
    unsure = silent or is_another(turn)
    if inbound.edited:
        take_edit(turn)
        turn.change(covered=silent)  # a correction is no sign that the phone is in safe hands
        return
    again = bool(inbound.album) and inbound.album == turn.session.album
    if again and not may_be_taken(turn):
        return
    turn.change(album=inbound.album or turn.session.album)
    flood = on_flood.is_too_much(turn)
    if on_consent.heard(turn, silent=unsure or inbound.late):
        return
    if turn.world.code_tried and not flood and not silent and not isinstance(turn.node(), Listen):
        ask_again(turn, Line("code-wait" if turn.world.code_tried == "wait" else "code-not-accepted"), human=True)
        return
    if is_written_down(turn):
        note_written_down(turn, silent=unsure)
        return
    command = always.meant(turn)
    if command and not (unsure and _would_tell(turn, command, silent=silent)):
        turn.change(misses=0)
        always.do(turn, command, follow, silent=silent)
        return
    danger = turn.world.content.danger(inbound.text) if inbound.text and not is_label(turn) else None
    if danger and not (flood and is_urgent(turn)):
        _hear_danger(turn, danger, silent=silent)
    elif flood:
        on_flood.keep(turn, silent=silent)
    elif silent or inbound.late or inbound.start or command:
        _cover(turn)
    elif unsure:
        _answer_another(turn)
    else:
        _hear(turn, again=again)


def _hear(turn: Turn, *, again: bool) -> None:
    """Take what somebody says who is there: a photo, words for people, or an answer."""
    if may_be_taken(turn):
        take(turn, again=again)
    elif turn.has_open_case and goes_to_people(turn):
        tell_people(turn)
    else:
        _answer(turn)


# -- silence: the phone may be in other hands --------------------------------------------------------------------


def _would_tell(turn: Turn, command: str, *, silent: bool) -> bool:
    """Tell whether a command would show what was talked about, or that a case is open and by which words it opens."""
    return (silent and command in always.REPEATING) or (command == always.HUMAN and turn.has_open_case)


def _cover(turn: Turn) -> None:
    """Speak neutral words and wait until the person chooses to go on; what they wrote is kept."""
    session, inbound = turn.session, turn.inbound
    match chosen_under_cover(turn):
        case on_silence.GO_ON:
            _uncover(turn)
            return
        case on_silence.START_OVER:
            set_aside(turn)
            if not turn.has_open_case:
                turn.change(aside=None)  # nobody reads it, and who begins anew wants it gone
            turn.change(covered=False, parked="", hidden=False)
            follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
            return
    if inbound.text and not inbound.start:
        if turn.has_open_case:
            tell_case(turn, inbound.text, "late" if inbound.late else "after-silence")
        elif not session.covered:
            turn.change(parked=inbound.text)
    say_cover(turn)


def _uncover(turn: Turn) -> None:
    parked = turn.session.parked
    bring_back(turn)
    turn.change(covered=False, parked="", hidden=False, misses=0)
    turn.events.append(Silenced())
    node = turn.node()
    if turn.session.case and not turn.has_open_case:
        turn.change(case="", told=False, secret="", answers={}, aside=None)
        follow(turn, turn.chosen(opening(turn.world.content.catalogue)), fresh=True)
    elif parked and isinstance(node, Listen):
        turn.inbound = _as_words(turn.inbound, parked)
        _answer(turn)
    else:
        ask_again(turn)


def _answer_another(turn: Turn) -> None:
    """Answer who began anew after a silence; while people hold the case that was open then, they read it too."""
    if turn.inbound.text and goes_to_people(turn):
        tell_case(turn, turn.inbound.text, "after-silence")
    _answer(turn)


def _as_words(inbound: Inbound, words: str) -> Inbound:
    return Inbound(id=inbound.id, address=inbound.address, at=inbound.at, text=words)


# -- danger to life ------------------------------------------------------------------------------------------------


def _hear_danger(turn: Turn, danger: str, *, silent: bool) -> None:
    """Bring the emergency card and an urgent hand-over at once, and lose nothing of what was being said."""
    in_case = turn.has_open_case
    _answer_danger(turn, danger)
    if silent:
        turn.change(covered=True)
        return
    node = turn.node()
    if isinstance(node, Listen) and not (in_case and goes_to_people(turn)):
        _answer(turn)
    elif node is not None and not isinstance(behaviour(node), HandingOver):
        ask_again(turn)


def _answer_danger(turn: Turn, danger: str) -> None:
    if turn.world.is_blocked:
        say_danger(turn)
        return
    again = is_urgent(turn) and not is_silent(turn) and not is_another(turn)
    hand_over(turn, "urgent", "danger")
    tell_case(turn, turn.inbound.text or "", "urgent", danger)
    turn.say(
        Line("danger-again" if again else "danger-card"), *always.emergency_of(turn), offers=always.human_offers(turn)
    )


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
    returned = isinstance(kind, HandingOver) and spot == session.rested and turn.has_open_case
    if returned and isinstance(node, HandOver):
        add_since(turn, node)
    arrived: Go | None = kind.again(turn, node) if returned else kind.arrive(turn, node)
    return arrived
