"""The words of English that lexicons read, as data, in normal form."""

from __future__ import annotations

from typing import Final

UNITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES: Final = ((1000, "thousand"), (1_000_000, "million"))
"""INVARIANT: rising, each a thousand times the one before."""

LARGE: Final = ((3, "thousand"), (6, "million"), (9, "billion"), (12, "trillion"))
"""Words that multiply a number in digits by a power of ten, with the power."""

COLLECTIVES: Final = (("a dozen", 12), ("half a dozen", 6), ("one dozen", 12), ("two dozen", 24))
MINUS: Final = ("minus", "negative")
POINT: Final = "point"
DECIMAL_ZERO: Final = "oh"
"""Another word for zero after the point."""

IRREGULAR_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
SUFFIXES: Final = ("st", "nd", "rd", "th")


PERCENT: Final = ("%", " %", " percent", " per cent", " pct")


def small_number(number: int) -> str:
    """The word or hyphenated words for 0 to 99."""
    if number < 10:
        return UNITS[number]
    if number < 20:
        return TEENS[number - 10]
    tens, unit = divmod(number, 10)
    return TENS[tens] + (f"-{UNITS[unit]}" if unit else "")


NUMBER_WORDS: Final = frozenset(
    (*UNITS, *TEENS, *TENS[2:], "hundred", *(word for _, word in LARGE), "dozen", *MINUS)
)
"""Single words that begin or continue a number; hyphenated ones are in HYPHENATED."""

HYPHENATED: Final = frozenset(small_number(number) for number in range(21, 100) if number % 10)
