"""What all syntax trees are made of: places, names, texts, comments."""

from __future__ import annotations

from dataclasses import dataclass, field

from potstill.ir.program import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What all nodes have: a place in the recipe's text."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name(Placed):
    """An identifier where it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted(Placed):
    """A text where it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments above something and the one behind it, each with its ``#``.

    An empty text in ``above`` is a blank line; it is never the first, nor beside another.
    """

    above: tuple[str, ...] = ()
    behind: str | None = None


NO_COMMENTS = Comments()
