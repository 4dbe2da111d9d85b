"""Times of day, in seconds since midnight."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.grammar import EMPTY, Node, Step, Text, optional, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import either, negate, trie, words
from potstill.ir.lexicons.makers import Maker, Weighted
from potstill.ir.lexicons.numerals import numerals
from potstill.ir.lexicons.vocabulary import (
    AFTERNOON,
    EVENING,
    FORENOON,
    MORNING,
    OCLOCK,
    PAST,
    TIMES_OF_DAY,
    TO,
    UNITS,
)
from potstill.ir.regular.ranges import digits_between, padded_between
from potstill.ir.values import Value

HOUR, MINUTE, SECOND = 0, 1, 2


def _minutes(mark: str) -> Node:
    """:30, or :30:15."""
    return seq(
        Text(mark),
        padded_between(0, 59, 2, MINUTE),
        optional(seq(Text(mark), padded_between(0, 59, 2, SECOND))),
    )


def _spoken_minutes() -> Node:
    """Thirty, oh five."""
    single = seq(words("oh ", "o "), trie((UNITS[n], Step(MINUTE, 0, n)) for n in range(1, 10)))
    return seq(Text(" "), either(numerals(10, 59, MINUTE), single))


def _figures(low: int, high: int) -> Node:
    """An hour in digits, with or without a leading zero."""
    return either(digits_between(low, high, HOUR), padded_between(low, min(high, 9), 2, HOUR))


def _past_or_to(hours: Node, hours_to: Node) -> Node:
    """Half past three, quarter to five, twenty-five minutes past one."""
    quarter = seq(words("quarter", "a quarter"), Step(MINUTE, 0, 15))
    half = seq(words("half"), Step(MINUTE, 0, 30))
    count = either(digits_between(1, 29, MINUTE), numerals(1, 29, MINUTE))
    some = either(quarter, seq(count, optional(Text(" minutes"))))
    return either(
        seq(either(half, some), words(*PAST), hours),
        seq(some, negate(MINUTE), words(*TO), hours_to),
    )


def _half_day(shift: int, marks: tuple[str, ...], phrases: tuple[str, ...]) -> Node:
    """Times with "am", "pm" or a phrase behind them. Hours 1 to 11 become ``shift`` more, and 12 ``shift``.

    Twelve takes no phrase, and nothing is "to twelve": people do not agree on what that means.
    """
    figures = seq(_figures(1, 11), Step(HOUR, 1, shift))
    spoken = seq(numerals(1, 11, HOUR), Step(HOUR, 1, shift))
    twelve = seq(Text("12"), Step(HOUR, 0, shift)), seq(Text("twelve"), Step(HOUR, 0, shift))
    parts: list[Node] = []
    mark, phrase = words(*marks), words(*phrases)
    both = (
        (
            either(figures, twelve[0]),
            either(spoken, twelve[1]),
            seq(Text(" "), mark),
            seq(optional(Text(" ")), mark),
        ),
        (figures, spoken, phrase, phrase),
    )
    for digits, said, behind, close in both:
        parts.append(seq(digits, optional(either(_minutes(":"), _minutes("."))), close))
        parts.append(seq(said, optional(_spoken_minutes()), behind))
        parts.append(seq(either(digits, said), words(*OCLOCK), behind))
        parts.append(seq(_past_or_to(either(digits, said), either(figures, spoken)), behind))
    return either(*parts)


@dataclass(frozen=True, slots=True)
class Times(Reader):
    """Times of day: 15:30, 3:30 pm, 3pm, three thirty pm, half past three, quarter to five pm, noon.

    Without "am" or "pm" the clock has 24 hours: "half past three" is 03:30. The language is exact.
    """

    def value_type(self) -> t.Type:
        return t.Time()

    def build(self) -> Node:
        hours = either(_figures(1, 12), numerals(1, 12, HOUR))
        return either(
            seq(_figures(0, 23), _minutes(":")),
            seq(numerals(1, 23, HOUR), _spoken_minutes()),
            seq(hours, words(*OCLOCK)),
            _past_or_to(hours, hours),
            trie((name, Step(HOUR, 0, hour) if hour else EMPTY) for name, hour in TIMES_OF_DAY),
            _half_day(0, FORENOON, MORNING),
            _half_day(12, AFTERNOON, EVENING),
        )

    def maker(self) -> Maker:
        return Weighted((3600, 60, 1), 0, t.SECONDS_A_DAY - 1, t.SECONDS_A_DAY)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """Hours and minutes, and seconds if there are any: 15:30, 03:30:15."""
        if not isinstance(value, int) or not 0 <= value < t.SECONDS_A_DAY:
            raise ValueError(f"not a time of day: {value!r}")
        minutes, seconds = divmod(value, 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
