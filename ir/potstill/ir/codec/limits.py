"""What type hints cannot say about the IR's dataclasses: ranges of fields, and what fields must agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

from potstill.ir import family, grammar, languages, program, types
from potstill.ir.caps import MAX_PLACES, MAX_SHAPE_PLACES
from potstill.ir.codec.compound import Nullable, Pairs, Sequence
from potstill.ir.codec.forms import Form, Integer, String
from potstill.ir.rounding import MODES

NAME: Final = String("[A-Za-z_][A-Za-z0-9_]*", 100)
"""Names that programs, files and answers use."""

_NATURAL: Final = Integer(0)
_SYMBOL: Final = Integer(0, grammar.MAX_SYMBOL)
_COUNT: Final = Integer(0, 1_000_000)
_LENGTH: Final = Integer(0, 10**10)
"""The type of a text that joins fractions is much wider than the text."""
_LABEL: Final = String(longest=200)

LIMITS: Final[Mapping[tuple[type[Any], str], Form]] = {
    (grammar.Repeat, "low"): _COUNT,
    (grammar.Repeat, "high"): Nullable(_COUNT),
    (grammar.Rule, "name"): _LABEL,
    (grammar.Capture, "slot"): NAME,
    (grammar.Fix, "slot"): NAME,
    (types.Number, "places"): Nullable(Integer(0, MAX_PLACES)),
    (types.Text, "shortest"): _LENGTH,
    (types.Text, "longest"): _LENGTH,
    (types.Date, "low"): Integer(types.FIRST_DAY, types.LAST_DAY),
    (types.Date, "high"): Integer(types.FIRST_DAY, types.LAST_DAY),
    (types.List, "shortest"): _COUNT,
    (types.List, "longest"): _COUNT,
    (program.Program, "spans"): Pairs(program.Span, attrgetter("start", "end"), 1_000_000),
    (program.Rounding, "places"): Integer(-MAX_SHAPE_PLACES, MAX_SHAPE_PLACES),
    (program.Rounding, "mode"): String("|".join(MODES)),
    (program.Shape, "places"): Nullable(Integer(0, MAX_SHAPE_PLACES)),
    (program.Node, "op"): _LABEL,
    (program.Node, "args"): Sequence(_NATURAL),
    (program.Let, "name"): NAME,
    (program.Let, "node"): _NATURAL,
    (program.Table, "name"): NAME,
    (program.Program, "wheres"): Sequence(_NATURAL),
    (program.Program, "answer"): _NATURAL,
    (program.Program, "ensures"): Sequence(_NATURAL),
    (family.Slot, "name"): NAME,
    (family.Field, "name"): NAME,
    (family.Family, "name"): NAME,
    (family.Family, "priority"): Integer(-1_000_000, 1_000_000),
}


def _ordered(low: Any, high: Any, what: str) -> str | None:
    return f"{what}: the lower bound is above the upper one" if low > high else None


def _chars(node: grammar.Chars) -> str | None:
    return _intervals(node.ranges)


def _intervals(intervals: Iterable[tuple[int, ...]]) -> str | None:
    """Sorted, disjoint, closed intervals of code points; each may carry more after its bounds."""
    previous = -1
    for low, high, *_ in intervals:
        if not previous < low <= high <= grammar.MAX_SYMBOL:
            return "intervals of code points are sorted, disjoint and within 0..10FFFF"
        previous = high
    return None


def _machine(node: grammar.Machine) -> str | None:
    size = len(node.moves)
    if size == 0:
        return "an automaton has at least one state"
    for moves in node.moves:
        if (reason := _intervals(moves)) is not None:
            return reason
        if not all(0 <= target < size for _, _, target in moves):
            return f"an automaton of {size} states leads to another one"
    if not all(0 <= state < size for state in node.accepting):
        return f"an automaton of {size} states accepts in another one"
    if not all(first < second for first, second in pairwise(node.accepting)):
        return "accepting states are not in rising order"
    return None


def _repeat(node: grammar.Repeat) -> str | None:
    return None if node.high is None else _ordered(node.low, node.high, "repeat")


def _text(kind: types.Text) -> str | None:
    if kind.language is not None:
        if kind.values is not None:
            return "a text type has values or a language, not both"
        if not languages.is_canonical(kind.language):
            return "a language is the smallest automaton of its texts, its states in order, within the caps"
        if languages.is_empty(kind.language) or kind.language == languages.EVERYTHING:
            return "a language has a text, and not every text"
    if kind.values is None:
        return _ordered(kind.shortest, kind.longest, "length")
    lengths = [len(value) for value in kind.values]
    if (min(lengths, default=0), max(lengths, default=0)) != (kind.shortest, kind.longest):
        return "the shortest and longest length are not those of the values"
    return "a text type lists a value twice" if len(set(kind.values)) != len(lengths) else None


def _record(kind: types.Record) -> str | None:
    names = [name for name, _ in kind.fields]
    return "a record has two fields of one name" if len(set(names)) != len(names) else None


def _optional(kind: types.Optional) -> str | None:
    return "an optional of an optional" if isinstance(kind.body, types.Optional) else None


CHECKS: Final[Mapping[type[Any], Callable[[Any], str | None]]] = {
    grammar.Chars: _chars,
    grammar.Machine: _machine,
    grammar.Repeat: _repeat,
    types.Number: lambda kind: _ordered(kind.low, kind.high, "number"),
    types.Text: _text,
    types.Date: lambda kind: _ordered(kind.low, kind.high, "date"),
    types.Duration: lambda kind: _ordered(kind.low, kind.high, "duration"),
    types.List: lambda kind: _ordered(kind.shortest, kind.longest, "length"),
    types.Record: _record,
    types.Optional: _optional,
}
