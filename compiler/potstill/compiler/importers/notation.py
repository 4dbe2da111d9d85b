"""hassil's template notation, read into the syntax trees of recipes.

The notation is that of recipes, with these differences: a list stands where a recipe has a slot (``{list}``,
``{list:slot}``, ``{list:@spoken}``, ``{0..100,5:slot}``), and the parts of a permutation are words of their
own, whether or not white space surrounds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.compiler.limits import MAX_ORDERED
from potstill.compiler.scan import FORBIDDEN, MAX_NESTING
from potstill.ir.normal import fragment
from potstill.ir.types import MAX_UTTERANCE

MAX_GROUPS: Final = MAX_NESTING - 4
"""Brackets inside brackets. Recipes count those of slots, of rules and of enumerations as well."""

MAX_TEMPLATE: Final = 10_000
"""Code points of one template."""

_TOKEN: Final = re.compile(r"(?:[^\s()\[\]{}<>|;\\]|\\\S)+|(?:\\?\s)+|\{[^{}]*\}|<[^<>]*>|[()\[\]|;]")
_MARKS: Final = frozenset("()[]|;")
_CLOSING: Final = {"(": ")", "[": "]"}
_REFERENCE: Final = re.compile(
    r"(?:(?P<low>-?\d+)\.\.(?P<high>-?\d+)(?:,(?P<step>\d+))?(?=:)|(?P<list>[^:@{}]+))?(?::?(?P<spoken>@)|:|$)(?P<slot>[^:@{}]*)"
)
_BLANK: Final = s.Blank()
_EMPTY: Final = s.Sequence(())


class NotationError(ValueError):
    """A template that cannot be read; ``position`` tells where in it."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position: Final = position


@dataclass(frozen=True, slots=True)
class ListUse:
    """What stands between braces. ``spoken``: the value goes into responses, and is no slot.

    ``low``, ``high`` and ``step`` describe a range that is written in place; ``list`` is then its text.
    """

    list: str
    slot: str
    spoken: bool = False
    low: int | None = None
    high: int | None = None
    step: int = 1


Lists: TypeAlias = Callable[[ListUse], s.Piece]
"""What a list in a template becomes in a recipe. Raises ValueError with the reason if it becomes nothing."""

Rules: TypeAlias = Callable[[str], s.Piece]
"""What the rule of that name becomes. Raises ValueError as well."""


@dataclass(slots=True)
class Group:
    """An open bracket, or none: its alternatives, each made of parts in any order, each made of pieces."""

    bracket: str
    position: int
    options: list[list[list[s.Piece]]] = field(default_factory=lambda: [[[]]])
    joined: bool = False
    """Whether pieces of a group within stand among its own."""

    def sequences(self) -> tuple[s.Sequence, ...]:
        """The alternatives."""
        return tuple([self._option(parts) for parts in self.options])

    def _option(self, parts: list[list[s.Piece]]) -> s.Sequence:
        if len(parts) > 1:
            ordered = tuple([s.Sequence(tuple(_trimmed(_merged(part)))) for part in parts])
            return s.Sequence((_BLANK, s.Permutation(ordered), _BLANK))
        if not parts[0]:
            return _EMPTY
        return s.Sequence(tuple(_merged(parts[0]) if self.joined else parts[0]))

    def closed(self) -> list[s.Piece]:
        """The pieces that the group amounts to."""
        options = self.sequences()
        optional = self.bracket == "["
        if len(options) > 1:
            return [s.Choice(options, optional)]
        items = options[0].items
        if not optional:
            return list(items)
        match items:
            case ():
                return []
            case (s.Choice(inner),):
                return [s.Choice(inner, True)]
            case _:
                return [s.Choice(options, True)]

    def take(self, inner: Group) -> None:
        """Add what a group within amounts to."""
        pieces = inner.closed()
        self.joined |= len(pieces) != 1 or not isinstance(pieces[0], s.Choice)
        self.options[-1][-1].extend(pieces)

    def template(self) -> s.Template:
        """The template that a group without brackets is."""
        options = tuple([s.Sequence(tuple(_trimmed(option.items))) for option in self.sequences()])
        match options:
            case (s.Sequence((s.Choice(inner, False),)),):
                return s.Template(inner)
            case _:
                return s.Template(options)


def parse(text: str, lists: Lists, rules: Rules) -> s.Template:
    """The template as a recipe has it. Raises NotationError."""
    if len(text) > MAX_TEMPLATE:
        raise NotationError(f"a template of more than {MAX_TEMPLATE} code points", 0)
    text = text.strip()
    hidden = None if text.isascii() and text.isprintable() else FORBIDDEN.search(text)
    if hidden is not None:
        raise NotationError("a character that does not show, or changes how others do", hidden.start())
    stack = [Group("", 0)]
    here = stack[0].options[-1][-1]
    position = 0
    for token in _tokens(text):
        first = token[0]
        if first in _MARKS:
            here = _mark(stack, token, position)
        elif first == "{" or first == "<":
            try:
                here.append(lists(list_use(token[1:-1])) if first == "{" else rules(token[1:-1].strip()))
            except ValueError as wrong:
                raise NotationError(str(wrong), position) from None
        elif token[-1].isspace():
            here.append(_BLANK)
        else:
            literal = _literal(token)
            if literal is None:
                raise NotationError(f"{token[:20]!r} is too long, or has no normal form", position)
            here.append(literal)
        position += len(token)
    if len(stack) > 1:
        raise NotationError(f"`{stack[-1].bracket}` is never closed", stack[-1].position)
    return stack[0].template()


def _tokens(text: str) -> list[str]:
    """The tokens of a template: all of its code points, in order. Raises NotationError."""
    tokens: list[str] = _TOKEN.findall(text)
    if sum(map(len, tokens)) < len(text):
        position = 0
        for token in _TOKEN.finditer(text):
            if token.start() > position:
                break
            position = token.end()
        raise NotationError(f"`{text[position]}` has no counterpart", position)
    return tokens


@lru_cache(maxsize=1 << 14)
def _literal(content: str) -> s.Literal | None:
    """The literal that a word is; None if it vanishes in normal form, or is longer than any utterance."""
    text = re.sub(r"\\(.)", r"\1", content) if "\\" in content else content
    return s.Literal(text) if 0 < len(fragment(text)) <= MAX_UTTERANCE else None


@lru_cache(maxsize=1 << 12)
def list_use(text: str) -> ListUse:
    """What the text between braces refers to. Raises ValueError."""
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{{{text}}} refers to no list")
    name, slot, spoken = match["list"], match["slot"], match["spoken"] is not None
    if match["low"] is not None:
        if not slot:
            raise ValueError(f"the range {{{text}}} names no slot")
        low, high, step = int(match["low"]), int(match["high"]), int(match["step"] or 1)
        return ListUse(match[0].rpartition(":")[0], slot, spoken, low, high, step)
    if not (name or slot):
        raise ValueError(f"{{{text}}} refers to no list")
    return ListUse(name or slot, slot or name, spoken)


def _mark(stack: list[Group], mark: str, position: int) -> list[s.Piece]:
    """Take in a bracket or a separator; return where pieces go from there on."""
    group = stack[-1]
    match mark:
        case "(" | "[":
            if len(stack) > MAX_GROUPS:
                raise NotationError(f"brackets nested more than {MAX_GROUPS} deep", position)
            stack.append(Group(mark, position))
        case "|":
            group.options.append([[]])
        case ";":
            group.options[-1].append([])
            if len(group.options[-1]) > MAX_ORDERED:
                raise NotationError(f"more than {MAX_ORDERED} parts in any order", position)
        case _:
            if _CLOSING.get(group.bracket) != mark:
                raise NotationError(f"`{mark}` closes nothing", position)
            stack.pop()
            stack[-1].take(group)
    return stack[-1].options[-1][-1]


def _trimmed(pieces: Sequence[s.Piece]) -> Sequence[s.Piece]:
    """The pieces without blanks at either end."""
    first, last = 0, len(pieces)
    while first < last and isinstance(pieces[first], s.Blank):
        first += 1
    while first < last and isinstance(pieces[last - 1], s.Blank):
        last -= 1
    return pieces[first:last]


def _merged(pieces: list[s.Piece]) -> list[s.Piece]:
    """The pieces, those merged that brackets kept apart: recipes have no two literals side by side."""
    merged: list[s.Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if isinstance(piece, s.Literal) and isinstance(last, s.Literal):
            merged[-1] = s.Literal(last.text + piece.text)
        elif not (isinstance(piece, s.Blank) and isinstance(last, s.Blank)):
            merged.append(piece)
    return merged
