"""TypeAgent's grammar patterns, read into the syntax trees of recipes.

``(a|b)`` is a choice, ``(a)?`` may be left out, ``$(name:kind)`` is a capture and ``$(name:kind)?`` one that
may be left out; everything else is literal, ``\\x`` is x itself. What touches is joined without a blank, as
the examples beside the patterns show: ``branch(es)?`` reads "branches".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.compiler.importers.notation import MAX_GROUPS, MAX_TEMPLATE, Group, NotationError
from potstill.compiler.scan import FORBIDDEN
from potstill.ir.normal import fragment
from potstill.ir.types import MAX_UTTERANCE

_TOKEN: Final = re.compile(
    r"\s+|\$\([^()$]*\)\??|\)[?*+]?|[(|]|(?:\\\S|[^\s()|$\\<>{}\[\]*+?=;])+|.", re.DOTALL
)
_CAPTURE: Final = re.compile(r"\$\(\s*([A-Za-z_]\w*)\s*(?::\s*(<?[A-Za-z_]\w*>?)\s*)?\)", re.ASCII)
_STRING: Final = "string"
"""The kind of a capture that names none."""

_BLANK: Final = s.Blank()


@dataclass(frozen=True, slots=True)
class Capture:
    """``$(name:kind)``."""

    name: str
    kind: str


Captures: TypeAlias = Callable[[Capture], s.Piece]
"""What a capture becomes in a recipe. Raises ValueError with the reason if it becomes nothing."""


def parse(text: str, captures: Captures) -> s.Template:
    """The pattern as a recipe has it. Raises NotationError."""
    if len(text) > MAX_TEMPLATE:
        raise NotationError(f"a pattern of more than {MAX_TEMPLATE} code points", 0)
    text = text.strip()
    hidden = FORBIDDEN.search(text)
    if hidden is not None:
        raise NotationError("a character that does not show, or changes how others do", hidden.start())
    stack = [Group("", 0)]
    for match in _TOKEN.finditer(text):
        try:
            _take(stack, match[0], match.start(), captures)
        except NotationError:
            raise
        except ValueError as wrong:
            raise NotationError(str(wrong), match.start()) from None
    if len(stack) > 1:
        raise NotationError("`(` is never closed", stack[-1].position)
    return stack[0].template()


def _take(stack: list[Group], token: str, position: int, captures: Captures) -> None:
    """Add one token to the innermost group, or open or close one. Raises ValueError."""
    here = stack[-1].options[-1][-1]
    match token[0]:
        case "(":
            if len(stack) > MAX_GROUPS:
                raise ValueError(f"brackets nested more than {MAX_GROUPS} deep")
            stack.append(Group("(", position))
        case "|":
            stack[-1].options.append([[]])
        case ")":
            if len(stack) == 1:
                raise ValueError("`)` closes nothing")
            if token[1:] not in ("", "?"):
                raise ValueError(f"`{token}` repeats; recipes repeat nothing")
            group = stack.pop()
            if not any(pieces for (pieces,) in group.options):
                raise ValueError("brackets around nothing")
            group.bracket = "[" if token == ")?" else "("
            stack[-1].take(group)
        case "$" if token.startswith("$("):
            piece = captures(capture(token.removesuffix("?")))
            optional = token.endswith("?")
            here.append(s.Choice((s.Sequence((piece,)),), optional=True) if optional else piece)
        case first if first.isspace():
            here.append(_BLANK)
        case first if len(token) == 1 and first in "$\\<>{}[]*+?=;":
            raise ValueError(f"`{token}` has no counterpart")
        case _:
            literal = re.sub(r"\\(.)", r"\1", token)
            if not 0 < len(fragment(literal)) <= MAX_UTTERANCE:
                raise ValueError(f"{token[:20]!r} is too long, or has no normal form")
            here.append(s.Literal(literal))


def capture(token: str) -> Capture:
    """What ``$(...)`` captures. Raises ValueError."""
    match = _CAPTURE.fullmatch(token)
    if match is None:
        raise ValueError(f"{token} is no capture")
    return Capture(match[1], match[2] or _STRING)
