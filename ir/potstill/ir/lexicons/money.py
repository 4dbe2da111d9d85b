"""Amounts of money in one currency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import NOTHING, Node, Step, Text, alt, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import EXPONENT, MANTISSA, MINOR, chain, decimals, either, words
from potstill.ir.lexicons.currencies import CURRENCIES, Currency
from potstill.ir.lexicons.makers import Maker, Scaled
from potstill.ir.lexicons.numbers import check_range, multiplied, numeric, plain, signed, written
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import LARGE_SUFFIXES
from potstill.ir.normal import fold
from potstill.ir.regular.ranges import decimals_between, digits_between
from potstill.ir.values import Value

_MOST_MINOR = 9999
"""The largest amount that is said in the minor unit alone: "250 cents"."""


@dataclass(frozen=True, slots=True)
class Money(Reader):
    """``low`` to ``high`` of a currency, in its minor unit: $4.50, 4.50 usd, four dollars and fifty cents.

    The value is the amount in the major unit. The language is exact: there are no conditions.
    """

    currency: str
    low: Fraction
    high: Fraction

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
            lambda low, high, _residue: _unsigned(known, low, high),
            registers=(MANTISSA, MINOR),
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


def _unsigned(currency: Currency, low: int, high: int) -> Node:
    """Amounts from ``low`` (at least 0) to ``high`` minor units."""
    places = currency.places
    large = multiplied(low, high, places)
    amount = either(written(low, high, places), large)
    space = optional(Text(" "))
    symbols = words(*(fold(symbol) for symbol in currency.symbols))
    code = Text(currency.code.lower())
    signs = either(symbols, code)
    parts = [
        chain(signs, space, either(amount, _abbreviated(low, high, places))),
        chain(amount, space, signs),
        *((chain(symbols, written(low, high, places), space, code),) if currency.symbols else ()),
        chain(either(written(low, high, places, least=1), large), Text(" "), words(*currency.names)),
        _in_words(currency, low, high),
    ]
    if currency.minor_names:
        least, most = max(low, 1), min(high, _MOST_MINOR)
        digits, spoken = digits_between(least, most, MINOR), numerals(least, most, MINOR)
        marks = [
            *(fold(sign) for sign in currency.minor_signs),
            *(f" {name}" for name in currency.minor_names),
        ]
        parts.append(chain(digits, words(*marks)))
        parts.append(chain(spoken, Text(" "), words(*currency.minor_names)))
    return either(*parts)


def _in_words(currency: Currency, low: int, high: int) -> Node:
    """Whole units and their name, then perhaps minor units and theirs: "four dollars and fifty cents"."""
    names, minor_names = words(*currency.names), words(*currency.minor_names)

    def whole(low: int, high: int) -> Node:
        counts = [digits_between(low, high, grouped=grouped) for grouped in (False, True)]
        one = seq(Text("a"), Step(MANTISSA, 0, 1)) if low <= 1 <= high else NOTHING
        count = either(*counts, numerals(low, high), one)
        return chain(count, Text(" "), names, Step(MANTISSA, 10**currency.places, 0))

    def part(low: int, high: int) -> Node:
        low = max(low, 1)
        if low > high or not currency.minor_names:
            return NOTHING
        count = either(digits_between(low, high, MINOR), numerals(low, high, MINOR))
        return chain(words(" and ", " ", ", "), count, Text(" "), minor_names)

    return decimals(low, high, currency.places, whole, part)


def _abbreviated(low: int, high: int, places: int) -> Node:
    """Digits and a letter for thousands, millions or billions: 5k, 1.5m, 2bn."""
    parts: list[Node] = []
    for power, suffix in LARGE_SUFFIXES:
        shift = power + places - 3
        node = decimals_between(max(-(-low // 10**shift), 1000), high // 10**shift, 3)
        if node != NOTHING:
            parts.append(seq(node, Text(suffix), Step(EXPONENT, 1, shift)))
    return alt(*parts)
