"""The table of node kinds. A new kind is one model, one behaviour, and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.kind import Behaviour
from bot.conversation.model import Ask, End, Enter, Find, HandOver, Listen, Locate, Node, Review, Say
from bot.conversation.on_ask import Asking, Listening
from bot.conversation.on_people import HandingOver, Reviewing
from bot.conversation.on_place import Finding, Locating
from bot.conversation.on_talk import Ending, Entering, Saying

KINDS: Mapping[type[Node], Behaviour[Any]] = {
    Say: Saying(),
    Ask: Asking(),
    Listen: Listening(),
    Locate: Locating(),
    Find: Finding(),
    Review: Reviewing(),
    HandOver: HandingOver(),
    Enter: Entering(),
    End: Ending(),
}


def behaviour(node: Node) -> Behaviour[Any]:
    """Return what a node's kind does."""
    return KINDS[type(node)]
