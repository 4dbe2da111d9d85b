"""Where all explanations agree: the condition under which a family may answer although rivals are left.

A rival that no question told apart is not thrown away. The family answers only requests at which every rival
gives the same answer; if the target is one of them, no answer is wrong, whichever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Final

from potstill.distill.terms import Apply, Const, Term, value, variables
from potstill.distill.versions.nearness import CEIL, EVERYTHING, FLOOR, NEAREST, POINT, Interval
from potstill.distill.versions.points import Parameters
from potstill.distill.versions.quotients import difference
from potstill.ir.program import Rounding

_ZERO: Final = Const(Fraction(0))
_ONE: Final = Const(Fraction(1))


def agreement(representatives: Sequence[Term], known: Sequence[Parameters] = ()) -> tuple[Term, ...]:
    """Conditions that together hold only where all terms have one value, and hold at the ``known`` points.

    INVARIANT: the terms have one value at each of these. Where a term and roundings of it are among them, it
    has to be whole; roundings of another core then agree while that core is near enough. At a tie between two
    whole numbers these conditions may be false although all agree.
    """
    cores: dict[Term, list[_Rounded]] = {}
    for term in representatives:
        found = _rounded(term)
        cores.setdefault(found.core, []).append(found)
    exact = [core for core, each in cores.items() if any(one.exact for one in each)]
    base = next(iter(exact or cores))
    chosen = base if exact else cores[base][0].term
    conditions: dict[Term, None] = {}
    if exact and any(not one.exact for each in cores.values() for one in each):
        conditions[Apply("eq", (Apply("mod", (base, _ONE)), _ZERO))] = None
    near: dict[Term, Interval] = {}
    for core, roundings in cores.items():
        if core == base:
            rest = [] if exact else roundings[1:]
        else:
            allowed = reduce(Interval.meet, (one.near for one in roundings))
            factor, apart = difference(core, chosen)
            if not factor:
                continue
            narrow = near.get(apart, EVERYTHING).meet(allowed.divided(factor))
            plain = allowed == POINT and apart == Apply("sub", (core, chosen))
            if not plain and all(narrow.contains(value(apart, point)) for point in known):
                near[apart] = narrow
                continue
            rest = [_rounded(core)] if plain else roundings
        conditions.update(dict.fromkeys(Apply("eq", (chosen, one.term)) for one in rest))
    return (*conditions, *(condition for apart, within in near.items() for condition in within.said(apart)))


@dataclass(frozen=True, slots=True)
class _Rounded:
    """A term as a rounding of its core; ``exact``: it is the core itself.

    ``near``: by how much the core may exceed the whole number that it is rounded to.
    """

    term: Term
    core: Term
    near: Interval
    exact: bool = False


def _rounded(term: Term) -> _Rounded:
    match term:
        case Apply("floor", (core,)):
            return _Rounded(term, core, FLOOR)
        case Apply("floordiv", (above, below)):
            return _Rounded(term, Apply("div", (above, below)), FLOOR)
        case Apply("ceil", (core,)):
            return _Rounded(term, core, CEIL)
        case Apply("round", (core,), Rounding(0, "half_up" | "half_even" | "half_down")):
            return _Rounded(term, core, NEAREST)
        case _:
            return _Rounded(term, term, POINT, exact=True)


def plainest(representatives: Sequence[Term]) -> Term:
    """The term to answer with where all agree: one whose value is whole, where one of them is rounded."""
    return next((term for term in representatives if _to_whole(term)), representatives[0])


def holds(conditions: Iterable[Term], point: Parameters) -> bool:
    """Whether every condition is true at the point."""
    return all(value(condition, point) is True for condition in conditions)


def divisors(terms: Iterable[Term]) -> tuple[Term, ...]:
    """What some terms divide by, each once, constants left out."""
    found: dict[Term, None] = {}
    for term in terms:
        _divisors(term, found)
    return tuple(found)


def _divisors(term: Term, found: dict[Term, None]) -> None:
    if isinstance(term, Apply):
        for each in term.args:
            _divisors(each, found)
        if term.op in ("div", "floordiv", "mod") and any(variables(term.args[1])):
            found.setdefault(term.args[1])


def _to_whole(term: Term) -> bool:
    """Whether a term is a rounding to whole numbers."""
    match term:
        case Apply("round", _, data):
            return isinstance(data, Rounding) and data.places <= 0
        case Apply(op):
            return op in ("floor", "ceil", "floordiv")
        case _:
            return False
