"""Numbers in constant text, and words there that mean numbers: constants that a computation may use."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from potstill.distill.template.model import Literal
from potstill.distill.template.numbers import whole
from potstill.distill.template.tokens import Sort, Token
from potstill.ir.lexicons import Decimals, Fractions, Multipliers, Ordinals


def _table(*rows: tuple[str, tuple[int | Fraction, ...]]) -> dict[str, tuple[Fraction, ...]]:
    return {word: tuple(map(Fraction, values)) for words, values in rows for word in words.split()}


MEANINGS: Final = _table(
    # Parts and multiples.
    ("half halves halved halve semi", (Fraction(1, 2), 2)),
    ("third thirds", (Fraction(1, 3), 3)),
    ("quarter quarters", (Fraction(1, 4), 4)),
    ("twice double doubled doubles doubling both couple pair pairs duo", (2,)),
    ("triple tripled triples tripling thrice treble trio", (3,)),
    ("quadruple quadrupled quartet", (4,)),
    ("quintuple quintet", (5,)),
    ("once single", (1,)),
    ("percent percentage", (100,)),
    # Counts that have a name.
    ("dozen dozens", (12,)),
    ("gross", (144,)),
    ("score scores", (20,)),
    ("twin twins", (2,)),
    ("triplet triplets", (3,)),
    ("quadruplet quadruplets", (4,)),
    ("quintuplet quintuplets", (5,)),
    ("sextuplet sextuplets", (6,)),
    # Times: how many of the next smaller units each has; months and years as people reckon.
    ("minute minutes", (60,)),
    ("hour hours hourly", (60, 3600)),
    ("day days daily everyday", (24,)),
    ("week weeks weekly week's", (7, 52)),
    ("fortnight fortnights", (14, 2)),
    ("weekend weekends", (2,)),
    ("weekday weekdays workweek", (5,)),
    ("month months monthly", (12, 30, 4)),
    ("quarterly", (3, 4)),
    ("year years yearly annual annually", (12, 365, 52)),
    ("decade decades", (10,)),
    ("century centuries", (100,)),
    ("millennium millennia", (1000,)),
    # Measures: how many of the next smaller units each has.
    ("foot feet", (12,)),
    ("yard yards", (3, 36)),
    ("mile miles", (5280, 1760)),
    ("pound pounds", (16,)),
    ("ton tons", (2000,)),
    ("gallon gallons", (4, 16)),
    ("quart quarts pint pints", (2,)),
    ("cup cups", (8,)),
    ("kilometer kilometers kilometre kilometres km", (1000,)),
    ("meter meters metre metres", (100, 1000)),
    ("kilogram kilograms kg", (1000,)),
    ("liter liters litre litres", (1000,)),
    # Coins and amounts in the smallest unit.
    ("dollar dollars euro euros", (100,)),
    ("quarter-dollar", (25,)),
    ("dime dimes", (10,)),
    ("nickel nickels", (5,)),
    ("penny pennies cent cents", (1, 100)),
    # Weekdays are counted, alphabets have letters.
    ("alphabet", (26,)),
)
"""Words and the numbers that each may mean in a computation."""

_READERS: Final = (
    Decimals(12, Fraction(-(10**15)), Fraction(10**15), Fraction(1, 10**12)),
    Fractions(1000, Fraction(0), Fraction(1000)),
    Multipliers(Fraction(0), Fraction(1000)),
    Ordinals(0, 10**6),
)

_JOINED_UNITS: Final = {"%": (Fraction(100),)}


def literals(tokens: Iterable[Token]) -> tuple[Literal, ...]:
    """What the tokens of constant text may mean, in order, each value of each word once."""
    found: dict[Literal, None] = {}
    for token in tokens:
        for value in meanings(token):
            found[Literal(value, token.text)] = None
    return tuple(found)


def meanings(token: Token) -> tuple[Fraction, ...]:
    """The numbers that a token may mean."""
    values: list[Fraction] = []
    if token.numeric:
        read = whole((token.text,))
        if read is not None:
            values += [Fraction(value) for value in read.values if isinstance(value, int)]
        for lexicon in _READERS:
            values += [
                Fraction(value) for value in lexicon.read(token.text) if isinstance(value, int | Fraction)
            ]
    if token.sort is not Sort.DIGITS:
        values += MEANINGS.get(token.text, ()) or _JOINED_UNITS.get(token.text, ())
    return tuple(dict.fromkeys(values))
