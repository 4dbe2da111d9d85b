"""Syntax of templates: what stands between quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from potstill.compiler.syntax.base import Name, Placed


@dataclass(frozen=True, slots=True)
class Literal(Placed):
    """Symbols without white space, as the recipe's reader sees them (escapes undone)."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank(Placed):
    """White space."""


@dataclass(frozen=True, slots=True)
class Sequence(Placed):
    """The items, one after the other."""

    items: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice(Placed):
    """``(a|b)``; with ``optional``, ``[a|b]``."""

    options: tuple[Sequence, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Permutation(Placed):
    """``(a;b)``: all of the parts, in any order; with ``optional``, ``[a;b]``."""

    parts: tuple[Sequence, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SlotUse(Placed):
    """``{slot}``, or ``{lexicon:slot}``: the slot takes what the lexicon reads here."""

    slot: Name
    lexicon: Name | None = None


@dataclass(frozen=True, slots=True)
class RuleUse(Placed):
    """``<rule>``."""

    rule: Name


Piece: TypeAlias = Literal | Blank | Choice | Permutation | SlotUse | RuleUse


@dataclass(frozen=True, slots=True)
class Template(Placed):
    """What stands between quotes: one or more alternatives."""

    options: tuple[Sequence, ...]
