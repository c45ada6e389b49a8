"""Words: Fluent ids become sentences, per locale, strictly.

Nothing here may know a flow, a store or a channel. A text that is missing or broken in a locale is a failed check; at
run time the default locale speaks instead, because a person must get an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast, visitor

from bot.messages import Arg, HelplineError, Line, Ref

REFERENCE = "en"
"""The locale the others are compared with."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps"})
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_MOST_WORDINGS = 200


class NoWords(HelplineError):
    """A text has no words in any language; only content that was never checked can do this."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text is written: file and line, for error messages."""

    file: str
    line: int


class Texts:
    """All words of all locales.

    >>> texts = Texts({"en": {"a.ftl": "hello = Hello, { $name }."}}, default="en")
    >>> texts.say(Line("hello", {"name": "you"}), "en")
    'Hello, you.'
    """

    def __init__(self, files: Mapping[str, Mapping[str, str]], default: str = REFERENCE) -> None:
        self.locales: Sequence[str] = tuple(files)
        self.default = default if default in files else next(iter(files), default)
        self.sources: dict[str, dict[str, Source]] = {locale: {} for locale in files}
        self.junk: list[tuple[Source, str]] = []
        self._entries: dict[str, dict[str, ast.Message]] = {locale: {} for locale in files}
        self._terms: dict[str, dict[str, ast.Term]] = {locale: {} for locale in files}
        self._bundles = {locale: self._bundle(locale, named) for locale, named in files.items()}
        self._plain: dict[tuple[str, str], str] = {}

    def _bundle(self, locale: str, named: Mapping[str, str]) -> FluentBundle:
        bundle = FluentBundle([locale], use_isolating=locale.split("-", 1)[0] in RIGHT_TO_LEFT)
        for name, text in named.items():
            resource = FluentResource(text)
            for entry in resource.body:
                line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
                source = Source(f"locales/{locale}/{name}", line)
                if isinstance(entry, ast.Junk):
                    self.junk.append((source, "not Fluent"))
                elif isinstance(entry, ast.Message) and entry.id.name in self.sources[locale]:
                    first = self.sources[locale][entry.id.name]
                    self.junk.append((source, f"'{entry.id.name}' stands also in {first.file}:{first.line}"))
                elif isinstance(entry, ast.Message):
                    self.sources[locale][entry.id.name] = source
                    self._entries[locale][entry.id.name] = entry
                elif isinstance(entry, ast.Term):
                    self._terms[locale].setdefault(entry.id.name, entry)
            bundle.add_resource(resource)
        return bundle

    def has(self, text: str, locale: str) -> bool:
        """Tell whether a locale has a text."""
        return text in self.sources.get(locale, {})

    def label(self, text: str, locale: str) -> str:
        """Return a text that takes no arguments, or nothing when that locale lacks it."""
        key = (locale, text)
        if key not in self._plain:
            self._plain[key] = (self._format(text, {}, locale) or "") if self.has(text, locale) else ""
        return self._plain[key]

    def say(self, line: Line, locale: str) -> str:
        """Return the words of a line in a locale; the default locale speaks where it lacks them."""
        if not line.args:
            words = self.label(line.text, locale) or self.label(line.text, self.default)
            if words:
                return words
        for each in (locale, self.default, *self.locales):
            if self.has(line.text, each):
                words = self._format(line.text, self._resolved(line.args, each), each) or ""
                if words:
                    return words
        raise NoWords(f"no words for '{line.text}'")

    def message(self, lines: Sequence[Line], locale: str) -> str:
        """Return a whole message: its lines, joined by line breaks."""
        return "\n".join(self.say(line, locale) for line in lines)

    def _resolved(self, args: Mapping[str, Arg], locale: str) -> dict[str, str | int | float]:
        resolved: dict[str, str | int | float] = {}
        for name, value in args.items():
            if isinstance(value, Ref):
                resolved[name] = self.say(Line(value.text, value.args), locale)
            elif isinstance(value, tuple):
                resolved[name] = ", ".join(self.say(Line(each.text, each.args), locale) for each in value)
            else:
                resolved[name] = value
        return resolved

    def _format(self, text: str, args: Mapping[str, str | int | float], locale: str) -> str | None:
        bundle = self._bundles[locale]
        message = bundle.get_message(text)
        if message.value is None:
            return None
        words, errors = bundle.format_pattern(message.value, dict(args))
        return None if errors else str(words)

    # -- for the checker -----------------------------------------------------------------------------------------

    def variables(self, text: str, locale: str) -> frozenset[str]:
        """Return the variables a text uses, those of the texts it mentions among them.

        A term (``-name``) never sees the variables of the text that mentions it, so its own do not count.
        """
        within = (text, *self.references(text, locale))
        return frozenset(name for each in within for name in self._used(each, locale).variables)

    def references(self, text: str, locale: str) -> frozenset[str]:
        """Return the texts that a text mentions, directly or through others; some may not exist."""
        met: set[str] = set()
        waiting = [text]
        while waiting:
            new = self._used(waiting.pop(), locale).messages - met
            met |= new
            waiting += new
        return frozenset(met)

    def wordings(self, text: str, locale: str) -> tuple[str, ...]:
        """Return every wording a text can take, one for each branch of its selectors; a variable reads ``$name``."""
        entry = self._entries.get(locale, {}).get(text)
        if entry is None or entry.value is None:
            return ()
        return tuple(dict.fromkeys(islice(self._spelled(entry.value, locale, ()), _MOST_WORDINGS)))

    def unknown(self, text: str, locale: str) -> tuple[str, ...]:
        """Return what a text mentions and its language lacks: texts, terms (``-name``) and functions (``NAME()``)."""
        used = self._used(text, locale)
        terms = {name for name in used.terms if name not in self._terms[locale]}
        functions = used.functions - {"DATETIME", "NUMBER"}
        messages = {name for name in used.messages if not self.has(name, locale)}
        return (
            *sorted(messages),
            *(f"-{name}" for name in sorted(terms)),
            *(f"{name}()" for name in sorted(functions)),
        )

    def _used(self, text: str, locale: str) -> _Used:
        used = _Used()
        if self.has(text, locale):
            used.visit(self._entries[locale][text])
        return used

    def _spelled(self, pattern: ast.Pattern, locale: str, within: tuple[ast.Pattern, ...]) -> Iterator[str]:
        if pattern in within:
            return
        within = (*within, pattern)
        parts = [
            [part.value] if isinstance(part, ast.TextElement) else list(self._inside(part.expression, locale, within))
            for part in pattern.elements
        ]
        yield from ("".join(words) for words in product(*parts))

    def _inside(self, inner: ast.SyntaxNode, locale: str, within: tuple[ast.Pattern, ...]) -> Iterator[str]:
        match inner:
            case ast.Placeable(expression=deeper):
                yield from self._inside(deeper, locale, within)
            case ast.SelectExpression(variants=variants):
                for variant in variants:
                    yield from self._spelled(variant.value, locale, within)
            case ast.MessageReference(id=name) | ast.TermReference(id=name):
                entries = self._entries if isinstance(inner, ast.MessageReference) else self._terms
                entry = entries[locale].get(name.name)
                if entry is not None and entry.value is not None:
                    yield from self._spelled(entry.value, locale, within)
            case ast.VariableReference(id=name):
                yield f"${name.name}"
            case ast.StringLiteral() | ast.NumberLiteral():
                yield str(inner.parse()["value"])
            case ast.FunctionReference(arguments=given):
                for each in given.positional[:1]:
                    yield from self._inside(each, locale, within)

    def is_right_to_left(self, locale: str) -> bool:
        """Tell which way a locale is written."""
        return locale.split("-", 1)[0] in RIGHT_TO_LEFT


class _Used(visitor.Visitor):
    """Collects what a message uses: variables, other messages, terms, functions."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.terms: set[str] = set()
        self.functions: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's own naming
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802
        self.terms.add(node.id.name)

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802
        self.functions.add(node.id.name)
        self.generic_visit(node)


def load_texts(folder: Path, locales: Sequence[str], default: str) -> Texts:
    """Read ``locales/<locale>/*.ftl`` of the locales an organisation offers."""
    files = {
        locale: {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / locale).glob("*.ftl"))}
        for locale in locales
    }
    return Texts(files, default)


def without_isolates(text: str) -> str:
    """Return a text without the invisible marks that isolate directions, for numbers and links."""
    return text.translate(_ISOLATES)
