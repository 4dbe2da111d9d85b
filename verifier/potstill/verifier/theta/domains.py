"""From a lexicon to the domain of the values that it reads.

INVARIANT: every value that a lexicon reads lies in its domain. An *exact* domain
holds nothing else: what the lexicon prints for a value of it is read as that value.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.lexicons import CURRENCIES, Lexicon
from potstill.ir.lexicons.base import CACHED
from potstill.ir.lexicons.ratios import MULTIPLIER_DENOMINATOR
from potstill.verifier.theta.domain import Domain, Lists, Ratios, Whole
from potstill.verifier.theta.sets import grid, listed


def domain(lexicon: Lexicon, binding: Binding = EMPTY_BINDING) -> Domain:
    """The values that the lexicon reads.

    Numbers, ordinals, fractions, multipliers, dates, times, durations, days of the year, enumerations and
    names of a list that the binding holds: exact. Free text: its type, a superset, since words have no
    language as a type. Lists: exact in what an item may be; a superset where "and" or a comma inside an item
    makes a text that is read otherwise too. Names of a list that the binding lacks: the type of its values,
    which is the envelope that every list must lie in.
    """
    return _listed_names(lexicon, binding) if lexicon.late else _known(lexicon)


@lru_cache(maxsize=CACHED)
def _known(lexicon: Lexicon) -> Domain:
    match lexicon:
        case lx.Integers(low, high, step):
            return grid(low, high, step)
        case lx.Decimals(_, low, high, step) | lx.Percents(_, low, high, step):
            return grid(low, high, step)
        case lx.Money(currency, low, high):
            return grid(low, high, Fraction(1, 10 ** CURRENCIES[currency].places))
        case lx.Fractions(limit, low, high):
            return Ratios(low, high, limit)
        case lx.Multipliers(low, high):
            return Ratios(low, high, MULTIPLIER_DENOMINATOR)
        case lx.Ordinals(low, high) | lx.Dates(_, low, high) | lx.Durations(low, high):
            return grid(low, high, 1)
        case lx.Times():
            return grid(0, t.SECONDS_A_DAY - 1, 1)
        case lx.Choices(options):
            return listed(option.value for option in options)
        case lx.Lists(item, low, high):
            return Lists(domain(item), low, high)
        case lx.MonthDays() | lx.Words() | lx.Wild() | lx.Pattern() | lx.Names():
            return Whole(lexicon.value_type())
        case _:
            assert_never(lexicon)


def _listed_names(lexicon: Lexicon, binding: Binding) -> Domain:
    match lexicon:
        case lx.Lists(item, low, high):
            return Lists(domain(item, binding), low, high)
        case lx.Names(name, where) if name in binding:
            # A name that stands for none has no value, so it is never read.
            values = (entry.value for entry in binding.entries(name, where))
            return listed(value for value in values if value is not None)
        case _:
            return Whole(lexicon.value_type())
