"""Where terms of dates have a value: the calendar ends, months have no 31st, and years no 29 February."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from potstill.distill.terms import Apply, Const, Term
from potstill.ir.calendar import FIRST_YEAR, LAST_YEAR


def defined(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Conditions under which each of the terms has a value, each once, the inner ones first."""
    return tuple(dict.fromkeys(condition for term in terms for condition in _defined(term)))


def _defined(term: Term) -> Iterator[Term]:
    if not isinstance(term, Apply):
        return
    for arg in term.args:
        yield from _defined(arg)
    match term:
        case Apply("add_days", (date, days)):
            yield Apply("ge", (Apply("days_between", (date, _LAST)), days))
            yield Apply("ge", (Apply("days_between", (_FIRST, date)), _negative(days)))
        case Apply("add_months", (date, months)):
            month = Apply("add", (Apply("sub", (Apply("month", (date,)), _const(1))), months))
            yield from _years(Apply("add", (Apply("year", (date,)), Apply("floordiv", (month, _const(12))))))
        case Apply("on_year", (day, year)):
            yield from _years(year)
            leap = Apply("or", (_divides(year, 400), Apply("not", (_divides(year, 100),))))
            leap = Apply("and", (_divides(year, 4), leap))
            february = Apply("ne", (Apply("month", (day,)), _const(2)))
            yield Apply(
                "or", (february, Apply("or", (Apply("ne", (Apply("day", (day,)), _const(29))), leap)))
            )
        case Apply("time", (hour, minute)):
            for part, last in ((hour, 23), (minute, 59)):
                yield Apply("ge", (part, _const(0)))
                yield Apply("le", (part, _const(last)))


def _years(year: Term) -> Iterator[Term]:
    yield Apply("ge", (year, _const(FIRST_YEAR)))
    yield Apply("le", (year, _const(LAST_YEAR)))


def _divides(year: Term, divisor: int) -> Term:
    return Apply("eq", (Apply("mod", (year, _const(divisor))), _const(0)))


def _negative(number: Term) -> Term:
    match number:
        case Const(Fraction() as known):
            return Const(-known)
        case Apply("neg", (body,)):
            return body
        case Apply("sub", (one, other)):
            return Apply("sub", (other, one))
        case _:
            return Apply("neg", (number,))


def _const(number: int) -> Term:
    return Const(Fraction(number))


_FIRST: Final = Apply("date", (_const(FIRST_YEAR), _const(1), _const(1)))
_LAST: Final = Apply("date", (_const(LAST_YEAR), _const(12), _const(31)))
