"""Amounts of money in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import NOTHING, Node, Step, Text, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import MANTISSA, MINOR, chain, decimals, either, words
from potstill.ir.lexicons.currencies import CURRENCIES, Currency
from potstill.ir.lexicons.makers import Maker, Scaled
from potstill.ir.lexicons.numbers import check_range, multiplied, numeric, plain, signed, written
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import LARGE, LARGE_SUFFIXES
from potstill.ir.normal import fold
from potstill.ir.regular.ranges import digits_between
from potstill.ir.values import Value

_MOST_MINOR = 999
"""The largest amount that is said in the minor unit alone: "250 cents"."""


@dataclass(frozen=True, slots=True)
class Money(Reader):
    """``low`` to ``high`` of a currency, in its minor unit: $4.50, 4.50 usd, four dollars and fifty cents.

    The value is the amount in the major unit. ``joined``: whether a comma or "and" may stand before the minor
    unit; ``commas``: whether thousands may have commas. The language is exact.
    """

    currency: str
    low: Fraction
    high: Fraction
    joined: bool = True
    commas: bool = True

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(f"no currency {self.currency!r}; there are {', '.join(CURRENCIES)}")
        check_range(self.low, self.high, Fraction(1, 10**self.places), self.places)

    @property
    def places(self) -> int:
        """Decimal places of the minor unit."""
        return CURRENCIES[self.currency].places

    def value_type(self) -> t.Type:
        return t.Number(self.low, self.high, self.places)

    def build(self) -> Node:
        known = CURRENCIES[self.currency]
        unit = 10**known.places
        return signed(
            int(self.low * unit),
            int(self.high * unit),
            lambda low, high, _residue: self._unsigned(known, low, high),
            registers=(MANTISSA, MINOR),
        )

    def _unsigned(self, currency: Currency, low: int, high: int) -> Node:
        """Amounts from ``low`` (at least 0) to ``high`` minor units."""
        places = currency.places
        digits = written(low, high, places, grouped=self.commas)
        amount = either(digits, multiplied(low, high, places, LARGE))
        space = optional(Text(" "))
        symbols = words(*(fold(symbol) for symbol in currency.symbols))
        code = Text(currency.code.lower())
        return either(
            chain(
                either(symbols, code), space, either(amount, multiplied(low, high, places, LARGE_SUFFIXES))
            ),
            chain(symbols, digits, space, code),
            chain(amount, either(seq(space, either(symbols, code)), seq(Text(" "), words(*currency.names)))),
            _named(currency, low, high, joined=self.joined, commas=self.commas),
            _minor(currency, max(low, 1), min(high, _MOST_MINOR)),
        )

    def maker(self) -> Maker:
        unit = 10**self.places
        return Scaled(self.places, int(self.low * unit), int(self.high * unit))

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The symbol and digits, or digits and the code: $4.50, $4, 4.50 chf."""
        known = CURRENCIES[self.currency]
        amount = Fraction(numeric(value))
        whole = amount.denominator == 1
        text = plain(abs(amount), known.places, least=0 if whole else known.places)
        sign = "-" if amount < 0 else ""
        return sign + (fold(known.symbols[0]) + text if known.symbols else f"{text} {known.code.lower()}")


def _named(currency: Currency, low: int, high: int, *, joined: bool, commas: bool) -> Node:
    """Whole units with their name, then perhaps minor units with theirs: "four dollars and fifty cents".

    Whole units in digits with nothing behind their name are amounts like others, and not read here.
    """
    name = seq(Text(" "), words(*currency.names), Step(MANTISSA, 10**currency.places, 0))

    def spoken(low: int, high: int) -> Node:
        one = seq(Text("a"), Step(MANTISSA, 0, 1)) if low <= 1 <= high else NOTHING
        return chain(either(numerals(low, high), one), name)

    def counted(low: int, high: int) -> Node:
        groups = (False, True) if commas else (False,)
        return chain(either(*(digits_between(low, high, grouped=grouped) for grouped in groups)), name)

    def minor(low: int, high: int) -> Node:
        return chain(words(" ", *((" and ", ", ") if joined else ())), _minor(currency, max(low, 1), high))

    return either(
        decimals(low, high, currency.places, spoken, minor),
        decimals(low, high, currency.places, counted, minor, bare=False),
    )


def _minor(currency: Currency, low: int, high: int) -> Node:
    """An amount in the minor unit alone: 50 cents, 50c."""
    if low > high or not currency.minor_names:
        return NOTHING
    names = words(*currency.minor_names)
    marks = words(*(fold(sign) for sign in currency.minor_signs))
    digits, spoken = digits_between(low, high, MINOR), numerals(low, high, MINOR)
    return either(chain(digits, either(marks, seq(Text(" "), names))), chain(spoken, Text(" "), names))
