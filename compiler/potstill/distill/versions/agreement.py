"""Where all explanations agree: the condition under which a family may answer although rivals are left.

A rival that no question told apart is not thrown away. The family answers only requests at which every rival
gives the same answer; if the target is one of them, no answer is wrong, whichever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from potstill.distill.terms import Apply, Const, Term, value, variables, write
from potstill.distill.versions.points import Parameters
from potstill.ir.program import Rounding

_ZERO: Final = Const(Fraction(0))
_ONE: Final = Const(Fraction(1))
_ROUNDINGS: Final = ("floor", "ceil", "round")


def agreement(representatives: Sequence[Term]) -> tuple[Term, ...]:
    """Conditions that together hold exactly where all terms have one value.

    Roundings of one core beside the core itself come down to the core being whole.
    """
    cores: dict[str, dict[str, Term]] = {}
    for term in representatives:
        core, wrap = _unwrapped(term)
        cores.setdefault(write(core), {})[wrap] = term
    found: list[Term] = []
    first: Term | None = None
    for wraps in cores.values():
        terms = list(wraps.values())
        if "" in wraps and len(wraps) > 1 and all(_to_whole(term) for key, term in wraps.items() if key):
            found.append(Apply("eq", (Apply("mod", (wraps[""], _ONE)), _ZERO)))
        else:
            found += [Apply("eq", (terms[0], other)) for other in terms[1:]]
        if first is None:
            first = terms[0]
        else:
            found.append(Apply("eq", (first, terms[0])))
    return tuple(dict.fromkeys(found))


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


def _unwrapped(term: Term) -> tuple[Term, str]:
    """A term without its outer rounding, and a name of that rounding; "" for none."""
    match term:
        case Apply(op, (core,), data) if op in _ROUNDINGS:
            return core, f"{op} {data}"
        case Apply("floordiv", (above, below)):
            return Apply("div", (above, below)), "floor None"
        case _:
            return term, ""


def _to_whole(term: Term) -> bool:
    """Whether a term is a rounding to whole numbers."""
    match term:
        case Apply("round", _, data):
            return isinstance(data, Rounding) and data.places <= 0
        case Apply(op):
            return op in ("floor", "ceil", "floordiv")
        case _:
            return False
