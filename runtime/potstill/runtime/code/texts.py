"""Texts: written numbers and dates, joins, cases. Charged by the length of the result before it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from potstill.runtime.code.base import WORD_SHIFT, BoolCode, Code, Frame, IntCode, RatioCode, charge
from potstill.runtime.code.rounding import HALF_UP, divide

UNSHAPED_PLACES: Final = 12
"""A number without a shape is a decimal where so many places are exact."""

UNITS: Final = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


class Length(IntCode):
    """The number of code points."""

    def __init__(self, body: Code) -> None:
        self.body = body

    def int_(self, frame: Frame) -> int:
        text: str = self.body.value(frame)
        return len(text)


class Join(Code):
    """The texts of a list, with a separator between them."""

    def __init__(self, items: Code, separator: str, node: int, what: str) -> None:
        self.items = items
        self.separator = separator
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        items: tuple[str, ...] = self.items.value(frame)
        charge(frame, 1 + len(items) * (1 + len(self.separator)), self.node, self.what)
        length = 0
        for item in items:
            length += len(item)
        charge(frame, length, self.node, self.what)
        return self.separator.join(items)


class Format(Code):
    """Texts, one after the other."""

    def __init__(self, pieces: list[Code], node: int, what: str) -> None:
        self.pieces = pieces
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        texts: list[str] = [piece.value(frame) for piece in self.pieces]
        length = 0
        for text in texts:
            length += len(text)
        charge(frame, 1 + length, self.node, self.what)
        return "".join(texts)


class Cased(Code):
    """A text in another case."""

    def __init__(self, body: Code, change: Callable[[str], str], node: int, what: str) -> None:
        self.body = body
        self.change = change
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        text: str = self.body.value(frame)
        charge(frame, 1 + len(text), self.node, self.what)
        return self.change(text)


class BoolText(Code):
    """``true`` or ``false``."""

    def __init__(self, body: BoolCode) -> None:
        self.body = body

    def value(self, frame: Frame) -> Any:
        return "true" if self.body.bool_(frame) else "false"


class DateText(Code):
    """``2024-02-29``."""

    def __init__(self, body: IntCode) -> None:
        self.body = body

    def value(self, frame: Frame) -> Any:
        return date.fromordinal(self.body.int_(frame)).isoformat()


class MonthDayText(Code):
    """``02-29``."""

    def __init__(self, body: IntCode) -> None:
        self.body = body

    def value(self, frame: Frame) -> Any:
        content = self.body.int_(frame)
        return f"{content // 100:02}-{content % 100:02}"


class TimeText(Code):
    """``14:30``, or ``14:30:05`` where there are seconds."""

    def __init__(self, body: IntCode) -> None:
        self.body = body

    def value(self, frame: Frame) -> Any:
        content = self.body.int_(frame)
        text = f"{content // 3600:02}:{content // 60 % 60:02}"
        return text if content % 60 == 0 else f"{text}:{content % 60:02}"


class DurationText(Code):
    """``1 day 2 hours 30 minutes``, ``minus 5 seconds``, ``0 seconds``."""

    def __init__(self, body: IntCode) -> None:
        self.body = body

    def value(self, frame: Frame) -> Any:
        seconds = self.body.int_(frame)
        rest = abs(seconds)
        parts: list[str] = []
        for unit, length in UNITS:
            count = rest // length
            rest %= length
            if count:
                parts.append(f"{digits(count)} {unit}" if count == 1 else f"{digits(count)} {unit}s")
        if not parts:
            return "0 seconds"
        return ("minus " if seconds < 0 else "") + " ".join(parts)


class NumberText(Code):
    """A number with ``places`` decimal places, rounded half up; with -1, as few as are exact.

    A number that has no exact decimal expansion of ``UNSHAPED_PLACES`` is written as a fraction, ``1/3``.
    """

    def __init__(self, body: RatioCode, places: int, grouped: bool, node: int, what: str) -> None:
        self.body = body
        self.places = places
        self.grouped = grouped
        self.node = node
        self.what = what

    def value(self, frame: Frame) -> Any:
        body = self.body.ratio(frame)
        size = abs(body[0])
        bits = body[0].bit_length() + body[1].bit_length()
        words = bits >> WORD_SHIFT
        charge(frame, 1 + words * words + (bits >> 2) + max(self.places, 0), self.node, self.what)
        places = self.places
        if places < 0:
            if 10**UNSHAPED_PLACES % body[1] != 0:
                sign = "-" if body[0] < 0 else ""
                return f"{sign}{spelt(size, self.grouped)}/{spelt(body[1], self.grouped)}"
            places = 0
            while 10**places % body[1] != 0:
                places += 1
        return decimal(divide(size * 10**places, body[1], HALF_UP), places, body[0] < 0, self.grouped)


class GridText(Code):
    """A number on a decimal grid that is a machine word, with ``places`` decimal places."""

    def __init__(self, body: IntCode, scale: int, places: int, grouped: bool) -> None:
        self.body = body
        self.times = 10 ** max(places - scale, 0)
        self.over = 10 ** max(scale - places, 0)
        self.places = places
        self.grouped = grouped

    def value(self, frame: Frame) -> Any:
        content = self.body.int_(frame)
        size = divide(abs(content) * self.times, self.over, HALF_UP)
        return decimal(size, self.places, content < 0, self.grouped)


CHUNK: Final = 4000
"""Digits that are written at once: Python refuses to write integers of more than 4300."""


def digits(content: int) -> str:
    """The decimal digits of a natural number of any length."""
    if content < 10**CHUNK:
        return str(content)
    parts: list[str] = []
    while content >= 10**CHUNK:
        parts.append(str(content % 10**CHUNK).rjust(CHUNK, "0"))
        content //= 10**CHUNK
    parts.append(str(content))
    return "".join(reversed(parts))


def spelt(content: int, grouped: bool) -> str:
    """A natural number, with commas between groups of three digits if asked for."""
    text = digits(content)
    if not grouped or len(text) <= 3:
        return text
    head = len(text) % 3
    groups = [text[:head]] if head else []
    groups.extend([text[start : start + 3] for start in range(head, len(text), 3)])
    return ",".join(groups)


def decimal(size: int, places: int, negative: bool, grouped: bool) -> str:
    """size / 10**places, with a sign unless it is zero."""
    sign = "-" if negative and size else ""
    if places == 0:
        return sign + spelt(size, grouped)
    unit = 10**places
    return f"{sign}{spelt(size // unit, grouped)}.{digits(size % unit).rjust(places, '0')}"
