"""Hypothesis strategies for words of a language and for values of a domain: each by construction.

Hypothesis prefers small integers; where every outcome is to be as likely as the next, bytes are drawn, which
are uniform. The share of an outcome is then exact up to 2**-64, and shrinking still leads to the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final, TypeVar, assert_never

from hypothesis import strategies as st

from potstill.ir import calendar, languages, regular
from potstill.ir import types as t
from potstill.ir.regular.classes import ANY
from potstill.ir.rounding import exact
from potstill.ir.values import Value
from potstill.verifier.testgen.sampler import Sampler
from potstill.verifier.testgen.spelling import READABLE, normal_forms
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Ratios, Whole

_SPARE_BYTES: Final = 8
_DENOMINATORS: Final = 1000
"""Denominators of fractions that are drawn."""

_TEXT_LENGTH: Final = 12
"""Symbols in the longest free texts that are drawn, unless shorter ones are too few."""

T = TypeVar("T")


def uniform(count: int) -> st.SearchStrategy[int]:
    """0 to ``count`` - 1, each as likely as the other; shrinks to 0."""
    size = (count.bit_length() + 7) // 8 + _SPARE_BYTES
    return st.binary(min_size=size, max_size=size).map(
        lambda data: int.from_bytes(data, "big") * count >> 8 * size
    )


def one_of(items: Sequence[T]) -> st.SearchStrategy[T]:
    """One of some things, each as likely as the other; shrinks to the first."""
    return uniform(len(items)).map(lambda place: items[place])


def words(sampler: Sampler) -> st.SearchStrategy[str]:
    """A word, uniform by length; shrinks to the shortest, of these the least in code point order.

    One draw of bytes has the length's share first, then the word's: Hypothesis likes to repeat draws, which
    would make two of them depend on each other.
    """
    bits = 8 * (max(map(sampler.count, sampler.lengths)).bit_length() // 8 + 1 + _SPARE_BYTES)
    head = 8 * (len(sampler.lengths).bit_length() // 8 + 1 + _SPARE_BYTES)

    def word(data: bytes) -> str:
        first, rest = divmod(int.from_bytes(data, "big"), 1 << bits)
        return sampler.scaled(sampler.lengths[first * len(sampler.lengths) >> head], rest, bits)

    size = (head + bits) // 8
    return st.binary(min_size=size, max_size=size).map(word)


def values(domain: Domain, texts: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Value]:
    """The values of a domain, small ones preferred; free text is drawn from ``texts`` if given.

    ValueError for a domain without values.
    """
    match domain:
        case Whole(kind):
            return _whole(kind, texts)
        case Grid(low, step, count):
            return st.integers(0, count - 1).map(lambda place: exact(low + place * step))
        case Ratios(low, high, denominator):
            return _ratios(low, high, denominator)
        case Listed(listed):
            return st.sampled_from(listed)
        case Lists(element, shortest, longest):
            return st.lists(values(element, texts), min_size=shortest, max_size=longest).map(tuple)
        case Maybe(body):
            return st.none() | values(body, texts)
        case Either(parts):
            return st.one_of(*(values(part, texts) for part in parts))
        case _:
            assert_never(domain)


def _ratios(low: Fraction, high: Fraction, denominator: int) -> st.SearchStrategy[Value]:
    """A denominator that has a fraction in the range, then one of its fractions."""
    below = range(1, min(denominator, _DENOMINATORS) + 1)
    fitting = [part for part in below if ceil(low * part) <= floor(high * part)]
    return st.sampled_from(fitting).flatmap(
        lambda part: st.integers(ceil(low * part), floor(high * part)).map(
            lambda count: exact(Fraction(count, part))
        )
    )


def _whole(kind: t.Type, texts: st.SearchStrategy[str] | None) -> st.SearchStrategy[Value]:
    match kind:
        case t.Bool():
            return st.booleans()
        case t.Number(low, high, None):
            share = st.integers(1, _DENOMINATORS).flatmap(
                lambda whole: st.integers(0, whole).map(lambda part: Fraction(part, whole))
            )
            return share.map(lambda part: exact(low + (high - low) * part))
        case t.Number(low, high, places):
            assert places is not None, "the case before"
            scale = 10**places
            return st.integers(ceil(low * scale), floor(high * scale)).map(
                lambda units: exact(Fraction(units, scale))
            )
        case t.Text():
            return texts if texts is not None and kind.values is None else text(kind)
        case t.Date(low, high) | t.Duration(low, high):
            return st.integers(low, high)
        case t.MonthDay():
            return st.sampled_from(_DAYS_OF_YEAR)
        case t.Time():
            return st.integers(0, t.SECONDS_A_DAY - 1)
        case t.List(element, shortest, longest):
            return st.lists(_whole(element, texts), min_size=shortest, max_size=longest).map(tuple)
        case t.Record(fields):
            return st.tuples(*(_whole(body, texts) for _, body in fields))
        case t.Optional(body):
            return st.none() | _whole(body, texts)
        case _:
            assert_never(kind)


_DAYS_OF_YEAR: Final = tuple(
    100 * month + day for month in range(1, 13) for day in range(1, calendar.days_in_month(4, month) + 1)
)


def text(kind: t.Text) -> st.SearchStrategy[str]:
    """Normal forms of a type of texts, readable ones preferred."""
    if kind.values is not None:
        return st.sampled_from(kind.values)
    language = regular.automaton(kind.language) if kind.language is not None else None
    parts = []
    for alphabet in (READABLE, ANY):
        normal = normal_forms(alphabet)
        read = normal if language is None else regular.intersection(language, normal)
        longest = min(kind.longest, max(kind.shortest, _TEXT_LENGTH))
        sampler = Sampler(regular.intersection(read, _long_enough(kind.shortest)), longest=longest)
        if sampler:
            parts.append(words(sampler))
    if not parts:  # no normal form is one of the texts: they begin or end with what N drops
        assert kind.language is not None
        return st.just(languages.example(kind.language))
    return st.one_of(*parts)


def _long_enough(shortest: int) -> regular.NFA:
    """The words of at least ``shortest`` symbols."""
    moves = (*(((0, state + 1),) for state in range(shortest)), ((0, shortest),))
    return regular.NFA((ANY,), moves, ((),) * len(moves), 0, frozenset((shortest,)))
