"""The words of English that lexicons read, as data, in normal form."""

from __future__ import annotations

from typing import Final

# Numbers

UNITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES: Final = ((100, 999, "hundred"), (1000, 999_999, "thousand"), (1_000_000, 999_999_999, "million"))
"""Words that multiply a number: by how much, and the largest number that they begin. INVARIANT: rising."""

LARGE: Final = ((3, " thousand"), (6, " million"), (9, " billion"), (12, " trillion"))
"""What multiplies a number in digits by a power of ten, with the power."""

LARGE_SUFFIXES: Final = ((3, "k"), (6, "m"), (9, "bn"))
"""The same after an amount of money in digits, without a space."""

COLLECTIVES: Final = (("a dozen", 12), ("half a dozen", 6), ("one dozen", 12), ("two dozen", 24))
MINUS: Final = ("minus", "negative")
POINT: Final = "point"
DECIMAL_ZERO: Final = "oh"
"""Another word for zero after the point."""

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
    (
        *map(small_number, range(100)),
        "hundred",
        *(word.strip() for _, word in LARGE),
        "dozen",
        *MINUS,
    )
)
"""Words that begin or continue a number, hyphenated ones included."""

# Ordinals, fractions, multiples

_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def ordinal(word: str) -> str:
    """The ordinal of one number word: first, twentieth, hundredth."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def suffix(number: int) -> str:
    """What follows the digits of an ordinal."""
    if 10 < number % 100 < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


DENOMINATORS: Final = (
    (2, "half", "halves"),
    (4, "quarter", "quarters"),
    *(
        (part, ordinal(small_number(part)), f"{ordinal(small_number(part))}s")
        for part in (*range(3, 21), *range(30, 100, 10))
    ),
    (100, "hundredth", "hundredths"),
    (1000, "thousandth", "thousandths"),
)
"""Denominators that have a name: what one part is called, and several."""

MULTIPLES: Final = (
    ("once", 1),
    ("twice", 2), ("double", 2),
    ("thrice", 3), ("triple", 3), ("treble", 3),
    ("quadruple", 4),
    ("quintuple", 5),
)  # fmt: skip

# Dates, times, durations

MONTHS: Final = (
    ("january", "jan", "jan."), ("february", "feb", "feb."), ("march", "mar", "mar."),
    ("april", "apr", "apr."), ("may",), ("june", "jun", "jun."),
    ("july", "jul", "jul."), ("august", "aug", "aug."), ("september", "sep", "sep.", "sept", "sept."),
    ("october", "oct", "oct."), ("november", "nov", "nov."), ("december", "dec", "dec."),
)  # fmt: skip
"""January to December: the name, then what stands for it."""

FORENOON: Final = ("am", "a.m.", "a.m")
AFTERNOON: Final = ("pm", "p.m.", "p.m")
"""Without the last full stop too: an utterance's final one is not in its normal form."""

MORNING: Final = (" in the morning",)
EVENING: Final = (" in the afternoon", " in the evening")
OCLOCK: Final = (" o'clock", " oclock")
PAST: Final = (" past ", " after ")
TO: Final = (" to ", " till ", " until ", " of ", " before ")

TIMES_OF_DAY: Final = (
    ("noon", 12), ("midday", 12), ("12 noon", 12), ("twelve noon", 12),
    ("midnight", 0), ("12 midnight", 0), ("twelve midnight", 0),
)  # fmt: skip
"""Times that have a name, in hours."""

SPANS: Final = (
    (604_800, ("week", "weeks"), ("w", "wk", "wk.", "wks", "wks.")),
    (86_400, ("day", "days"), ("d",)),
    (3_600, ("hour", "hours"), ("h", "hr", "hr.", "hrs", "hrs.")),
    (60, ("minute", "minutes"), ("m", "min", "min.", "mins", "mins.")),
    (1, ("second", "seconds"), ("s", "sec", "sec.", "secs", "secs.")),
)
"""Units of duration: seconds, names (one, several), abbreviations. INVARIANT: falling."""
