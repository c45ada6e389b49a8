"""What a kind of node must know: what it does when the talk arrives, what an answer means, where it may lead.

Nothing here may know a particular kind; `kinds.KINDS` is the table of them.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeAlias, TypeVar

from bot.conversation.model import Go, Node
from bot.conversation.turn import Turn

N = TypeVar("N", bound=Node)
Meant: TypeAlias = Go | Literal[False] | None
"""What an answer led to: a way on, None to stay (something was said already), False when it was not understood."""


class Behaviour(Generic[N]):
    """One kind of node. A new kind is one subclass and one line in the table."""

    def arrive(self, turn: Turn, node: N) -> Go | None:
        """Say what is to be said; return the way on, or None to wait here."""
        raise NotImplementedError

    def answer(self, turn: Turn, node: N) -> Meant:
        """Read the turn's inbound as an answer to this node."""
        return False

    def again(self, turn: Turn, node: N) -> Go | None:
        """Ask once more, without doing again what arriving did."""
        return self.arrive(turn, node)

    def passed(self, turn: Turn, node: N) -> Go | None:
        """Return where the answer that is remembered already leads, or None when it must be asked."""
        return None

    def ways(self, node: N) -> tuple[Go, ...]:
        """Return every way out of this node, for the checker and the drawing."""
        raise NotImplementedError
