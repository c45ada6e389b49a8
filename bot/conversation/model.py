"""The shape of a flow file: a closed set of node kinds, and a closed set of conditions on what was answered.

There is no expression language. When a flow wants more, it gets a node kind here, with a test.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
"""The name of a flow, a node, a choice or an answer: small letters, digits, hyphens, at most 24 of them."""
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Text = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Target = Annotated[str, Field(pattern=r"^(flow:[a-z][a-z0-9-]*|[a-z][a-z0-9-]*|return)$")]
"""Where to go next: a node of this flow, ``flow:name``, or ``return`` to whoever entered this flow."""
Told: TypeAlias = Literal[
    "presence", "emergency", "code-name", "return-code", "place", "lines", "organisation", "channel"
]
"""Facts a text may be given beside its own words; `ARGUMENTS` in `told.py` says which variables each brings."""


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# -- conditions ------------------------------------------------------------------------------------------------


class When(Shape):
    """A condition on what was answered; several keys at once must all hold.

    ``is: {safe: no}`` · ``one_of: {role: [self, family]}`` · ``known: place`` · ``all: […]`` · ``any: […]`` · ``not``

    For an answer that was ticked several at a time, ``is`` and ``one_of`` hold when any tick matches.
    """

    is_: dict[Key, str] | None = Field(default=None, alias="is")
    one_of: dict[Key, tuple[str, ...]] | None = None
    known: Key | None = None
    all_: tuple[When, ...] | None = Field(default=None, alias="all")
    any_: tuple[When, ...] | None = Field(default=None, alias="any")
    not_: When | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if not self.model_fields_set:
            raise ValueError("an empty condition always holds; leave 'when' out")
        return self


class Branch(Shape):
    """One way on: taken when its condition holds; the last branch of a list carries none."""

    to: Target
    when: When | None = None


Go = Target | tuple[Branch, ...]


# -- nodes -----------------------------------------------------------------------------------------------------


class Choice(Shape):
    """A way on that a person can tap, number or type.

    ``value`` is what is remembered (the choice's own name unless given); ``synonyms`` names a text with further
    words, separated by commas, that mean this choice.
    """

    say: Text
    go: Go | None = None
    value: Key | None = None
    synonyms: Text | None = None
    when: When | None = None
    alone: Literal["true"] | None = None

    @property
    def name(self) -> str:
        """Return the choice's name within its question: its value, or its text id without the leading ``choice-``."""
        return self.value or self.say.removeprefix("choice-")


class Node(Shape):
    """What every node may carry: facts its text is given, and a title for the review and the operator."""

    tell: tuple[Told, ...] = ()
    title: Text | None = None
    remember: Key | None = None


class Say(Node):
    """Says one or more texts, one message each, and goes on at once.

    ``{say: rights-pay, go: more}``
    """

    say: Text | tuple[Text, ...]
    go: Go


class Ask(Node):
    """Asks one question with choices; ``several`` lets them be ticked, then goes on by ``go``.

    ``{ask: safety-are-you-safe, remember: safe, choices: [{say: choice-yes, go: menu}, {say: choice-no, go: help}]}``
    """

    ask: Text
    choices: tuple[Choice, ...] = Field(min_length=1)
    several: Literal["true"] | None = None
    go: Go | None = None
    skip: Go | None = None
    words: Literal["welcome"] | None = None
    """``welcome``: a typed answer that is none of the choices is remembered as own words and goes on by ``go``."""


class Listen(Node):
    """Listens to the person's own words.

    ``as`` says what they are, which decides what an operator sees at once: ``story`` is read through the redactor;
    ``rescue`` (place, vehicle, who, the advert) is shown as written, because that is its purpose; ``secret`` is kept
    only as a keyed hash.
    """

    listen: Text
    remember: Key
    as_: Literal["story", "rescue", "secret"] = Field(default="story", alias="as")
    go: Go
    skip: Go | None = None
    choices: tuple[Choice, ...] = ()


class Locate(Node):
    """Asks where: a shared location or a typed place, with "did you mean" when it could be several.

    ``unknown`` is the way on when no place of that name is found twice.
    """

    locate: Text
    remember: Key
    go: Go
    skip: Go | None = None
    unknown: Go | None = None
    choices: tuple[Choice, ...] = ()


class Find(Node):
    """Shows the nearest real services for remembered answers, then offers its choices.

    ``place``, ``needs``, ``audience`` and ``written`` name the remembered answers to search by; ``service`` and ``for``
    ask for services and audiences of the directory by their own names. ``nothing`` is the
    text when nothing is there. The choice named ``more`` shows the next ones.
    """

    find: Text
    place: Key
    needs: Key | None = None
    service: tuple[Key, ...] = ()
    for_: tuple[Key, ...] = Field(default=(), alias="for")
    audience: Key | None = None
    written: Key | None = None
    nothing: Text
    choices: tuple[Choice, ...] = Field(min_length=1)


class Review(Node):
    """Shows every answer given in this flow, lets each be changed, and goes on when the person says so."""

    review: Text
    send: Text
    change: Text
    go: Go
    choices: tuple[Choice, ...] = ()


class HandOver(Node):
    """Hands the person over to people: opens a case, or adds to the one that is open, and keeps the line.

    ``urgent`` rings at once. ``say`` is told before, ``then`` after; the talk rests here and what is written goes to
    the case. ``caution`` names a warning the operator reads first, for instance that a relation is unverified.
    """

    hand_over: Literal["urgent", "general"]
    kind: Key | None = None
    say: Text | tuple[Text, ...] = ()
    rest: Text = "with-people"
    caution: Text | None = None
    choices: tuple[Choice, ...] = ()


class Enter(Node):
    """Enters another flow and comes back here to go on."""

    enter: Name
    go: Go


class End(Node):
    """Ends this talk with a last text; the next word starts anew. ``does`` forgets or leaves the queue with it."""

    end: Text
    does: Literal["forget", "hide", "stop"] | None = None


KINDS: dict[str, type[Node]] = {
    "say": Say,
    "ask": Ask,
    "listen": Listen,
    "locate": Locate,
    "find": Find,
    "review": Review,
    "hand_over": HandOver,
    "enter": Enter,
    "end": End,
}
"""The closed set. ``hand_over`` is looked for before ``say``, which it may carry."""


def kind_of(node: Any) -> str | None:
    """Return which kind a raw or parsed node is, by the one key that names it."""
    if isinstance(node, Node):
        return next(kind for kind, model in KINDS.items() if type(node) is model)
    if not isinstance(node, dict):
        return None
    return next((kind for kind in ("hand_over", *KINDS) if kind in node), None)


AnyNode = Annotated[
    Annotated[Say, Tag("say")]
    | Annotated[Ask, Tag("ask")]
    | Annotated[Listen, Tag("listen")]
    | Annotated[Locate, Tag("locate")]
    | Annotated[Find, Tag("find")]
    | Annotated[Review, Tag("review")]
    | Annotated[HandOver, Tag("hand_over")]
    | Annotated[Enter, Tag("enter")]
    | Annotated[End, Tag("end")],
    Discriminator(kind_of),
]


class Flow(Shape):
    """One file of talk: where it starts, and its nodes by name.

    >>> flow = Flow.model_validate({"start": "hello", "nodes": {"hello": {"end": "goodbye"}}})
    >>> kind_of(flow.nodes[flow.start])
    'end'
    """

    start: Name
    nodes: dict[Name, AnyNode]


class Command(Shape):
    """What works at every moment: the words that trigger it when they are the whole message, and what it does.

    ``words`` names a text holding the words, separated by commas; ``slash`` is the command of channels that have them.
    """

    words: Text
    slash: tuple[str, ...] = ()
    does: Literal["back", "start-over", "hide"] | None = None
    go: Target | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Command:
        if (self.does is None) == (self.go is None):
            raise ValueError("a command either does something or goes somewhere")
        return self


class Always(Shape):
    """``flows/always.yaml``: the commands by name, tried before the current node so no author can forget them."""

    commands: dict[Name, Command]
