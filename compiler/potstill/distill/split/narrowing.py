"""A slot's type instead of a condition on it: the same requests, told by the grammar.

The narrower lexicon N has to read exactly those lexemes of the wider one W whose values the condition lets
pass. With R, what W reads beside N: W covers N and R, every word of W is one of N or R, no lexeme of W has
two values, and no value of R passes. So a lexeme with a value that passes is none of R's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Final, TypeAlias

from potstill.compiler import syntax as s
from potstill.compiler.constants import constant
from potstill.compiler.diagnostics import Report
from potstill.distill.split.conditions import Condition, spelled
from potstill.distill.tree import expression, statements, with_statements
from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.family import Family
from potstill.ir.lexicons import Lexicon
from potstill.ir.normal import fold
from potstill.ir.regular import CapExceeded, automaton, counterexample, union
from potstill.ir.values import Value
from potstill.ir.verdicts import Method, Status
from potstill.verifier.diff import Claim
from potstill.verifier.diff.covers import covers
from potstill.verifier.diff.programs import identical
from potstill.verifier.diff.readings import mapped
from potstill.verifier.grammar.functional import captures
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.theta.domain import Grid
from potstill.verifier.theta.domains import domain

MAX_STATES: Final = 200_000
"""Of automata."""

_Ranged: TypeAlias = (
    lx.Integers | lx.Decimals | lx.Percents | lx.Money | lx.Ordinals | lx.Dates | lx.Durations
)
_Found: TypeAlias = tuple[s.TypeSyntax, Grid | frozenset[Value], tuple[Lexicon, ...]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A recipe with a narrower type in the place of its first condition.

    ``values``: those that pass, texts by their normal forms. ``rest``: lexicons of what the slot read before,
    and does not any more.
    """

    tree: s.Recipe
    slot: str
    wide: Lexicon
    values: Grid | frozenset[Value]
    rest: tuple[Lexicon, ...]


def narrowed(tree: s.Recipe, family: Family, condition: Condition, *, taken: bool) -> Narrowing | None:
    """The recipe whose first condition is that one, or its negation, narrowed; None if it cannot be."""
    declared = {each.name.text: each for each in statements(tree, s.SlotDef)}
    slot = declared.get(condition.column)
    if slot is None or slot.default is not None or slot.optional:
        return None
    wide = family.slot(slot.name.text).lexicon
    if {lexicon for name, lexicon in captures(family) if name == slot.name.text} != {wide}:
        return None
    match slot.type, wide:
        case s.TypeName(range=s.Range()), lx.Integers() | lx.Decimals() | lx.Percents() | lx.Money():
            found = _ranged(slot.type, wide, condition, taken=taken)
        case s.TypeName(range=s.Range()), lx.Ordinals() | lx.Dates() | lx.Durations():
            found = _ranged(slot.type, wide, condition, taken=taken)
        case s.EnumType(), lx.Choices():
            found = _members(slot.type, wide, condition, keep=taken is not condition.reversed)
        case _:
            found = None
    if found is None:
        return None
    kind, values, rest = found
    changed: list[s.AnyStatement] = [
        replace(each, type=kind) if each is slot else each for each in tree.statements
    ]
    first = next(each for each in changed if isinstance(each, s.Where))
    return Narrowing(
        with_statements(tree, (each for each in changed if each is not first)),
        slot.name.text,
        wide,
        values,
        rest,
    )


def proved(base: Family, slim: Family, narrowing: Narrowing, lemmas: Lemmas) -> Claim:
    """That the narrowed family is the base: the same requests, the same outcomes."""
    wide, narrow = narrowing.wide, slim.slot(narrowing.slot).lexicon

    def change(node: g.Node) -> g.Node:
        known = isinstance(node, g.Capture) and node.slot == narrowing.slot
        return g.Capture(narrowing.slot, narrow) if known else node

    if mapped(base.grammar, change) != slim.grammar:
        return Claim(False, "more than one lexicon changed")
    if not identical(replace(base.program, wheres=base.program.wheres[1:]), slim.program):
        return Claim(False, "the program changed")
    single = lemmas.get(wide).single_valued
    if single.status is not Status.PROVED:
        return Claim(False, f"{narrowing.slot} may have two values for one lexeme")
    try:
        parts = (narrow, *narrowing.rest)
        words = [automaton(g.Grammar(each.language()), limit=MAX_STATES) for each in parts]
        every = automaton(g.Grammar(wide.language()), limit=MAX_STATES)
        whole = counterexample(every, union(*words), limit=MAX_STATES) is None
    except CapExceeded as full:
        return Claim(False, str(full))
    if (
        not _reads_values(narrow, narrowing.values)
        or not whole
        or not all(covers(wide, each) for each in parts)
    ):
        return Claim(False, f"the type of {narrowing.slot} is not proved to read the values that pass")
    detail = f"{narrowing.slot} reads exactly the values that pass the condition"
    return Claim(True, detail, (Method.AUTOMATA, Method.DATAFLOW), (lemmas.get(wide).digest,))


def _reads_values(narrow: Lexicon, values: Grid | frozenset[Value]) -> bool:
    """Whether the values of a lexicon are these."""
    if isinstance(narrow, lx.Choices):
        return frozenset(_plain(option.value) for option in narrow.options) == values
    return domain(narrow) == values


def _ranged(kind: s.TypeName, wide: _Ranged, condition: Condition, *, taken: bool) -> _Found | None:
    """The type with the bounds of the values that pass, if these are one run of the grid."""
    grid = domain(wide)
    if not isinstance(grid, Grid) or condition.values:
        return None
    last = grid.count - 1
    low = 0 if condition.low is None else _first_not_below(grid, condition.low)
    high = last if condition.high is None else _first_above(grid, condition.high) - 1
    if not taken:
        if (condition.low is None) == (condition.high is None):
            return None
        low, high = (0, low - 1) if condition.high is None else (high + 1, last)
    low, high = max(low, 0), min(high, last)
    if low > high:
        return None
    bounds = [_bound(kind, wide, grid, at) for at in (low, high)]
    if None in bounds:
        return None
    rest: list[Lexicon] = []
    if low > 0:
        rest.append(_between(wide, grid, 0, low - 1))
    if high < last:
        rest.append(_between(wide, grid, high + 1, last))
    found = [each for each in bounds if each is not None]
    values = Grid(_at(grid, low), grid.step, high - low + 1)
    return replace(kind, range=s.Range(found[0], found[1])), values, tuple(rest)


def _at(grid: Grid, place: int) -> Fraction:
    return grid.low + place * grid.step


def _first_not_below(grid: Grid, value: Value) -> int:
    """The place of the first value of the grid that is not below a bound."""
    assert isinstance(value, int | Fraction), "a bound of a range"
    return ceil((value - grid.low) / grid.step)


def _first_above(grid: Grid, value: Value) -> int:
    """The place of the first value of the grid that is above a bound."""
    assert isinstance(value, int | Fraction), "a bound of a range"
    return floor((value - grid.low) / grid.step) + 1


def _between(wide: _Ranged, grid: Grid, low: int, high: int) -> Lexicon:
    """The lexicon of a run of the grid."""
    ends = (_at(grid, low), _at(grid, high))
    first, last = (int(end) if isinstance(wide.low, int) else end for end in ends)
    return replace(wide, low=first, high=last)  # type: ignore[arg-type]  # of the type that the field has


def _bound(kind: s.TypeName, wide: _Ranged, grid: Grid, place: int) -> s.Bound | None:
    """A value of the grid as the bound of a type."""
    value = _at(grid, place)
    match wide:
        case lx.Dates():
            return s.Day(int(value))
        case lx.Durations():
            text = spelled(int(value), t.Duration(0, 0))
            stretch = None if text is None else expression(text)
            return s.Period(stretch) if isinstance(stretch, s.Stretch) else None
        case lx.Percents() if kind.step is None:
            # It has as many decimal places as its bounds are written with (clause L9.2).
            return _ratio(value, len(str(grid.step.denominator)) - 1)
        case _:
            return _ratio(value, 0)


def _ratio(value: Fraction, places: int) -> s.Ratio:
    """A number with at least so many decimal places."""
    while (value * 10**places).denominator > 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    whole = f"{int(digits[: len(digits) - places]):_}"
    text = f"{whole}.{digits[-places:]}" if places else whole
    return s.Ratio(s.Number(abs(value), text), None, value < 0)


def _members(kind: s.EnumType, wide: lx.Choices, condition: Condition, *, keep: bool) -> _Found | None:
    """The enumeration of the members in a set, or of the others."""
    wanted = {_plain(value) for value in condition.values}
    members = [each for each in kind.members if (_plain(_value(each)) in wanted) is keep]
    others = [option for option in wide.options if (_plain(option.value) in wanted) is not keep]
    if not wanted or not members or not others:
        return None
    values = frozenset(_plain(_value(each)) for each in members)
    return replace(kind, members=tuple(members)), values, (replace(wide, options=tuple(others)),)


def _value(member: s.Member) -> Value:
    if isinstance(member.value, s.Use):
        return member.value.name
    known = constant(member.value, Report())
    return None if known is None else known.value


def _plain(value: Value) -> Value:
    return fold(value) if isinstance(value, str) else value
