"""Stretches of time for a report's charts: enough to see a course, few enough to read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from potstill.distill.report.facts import Period
from potstill.runtime.store import Coverage, Store, Use

MOST: Final = 48
FEWEST: Final = 8

_DAY: Final = timedelta(days=1)
_LONG: Final = (_DAY, 7 * _DAY, 28 * _DAY, 91 * _DAY, 364 * _DAY, 3640 * _DAY)
_SHORT: Final = (timedelta(hours=6), timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Price:
    """What an answer of the fallback costs, on the mean. ``counting``: each costs 1, by want of a price."""

    mean: Fraction
    counting: bool

    @classmethod
    def of(cls, coverage: Coverage) -> Price:
        """The price by what is known of all requests."""
        fallback = coverage.requests - coverage.answered
        if not coverage.cost or not fallback:
            return cls(Fraction(1), counting=not coverage.cost)
        own = sum((Fraction(use.cost) for use in coverage.uses), Fraction(0))
        return cls((Fraction(coverage.cost) - own) / fallback, counting=False)

    def spent(self, coverage: Coverage, questions: int) -> Fraction:
        """What these requests cost, and so many questions of induction."""
        fallback = coverage.requests - coverage.answered
        return (Fraction(fallback) if self.counting else Fraction(coverage.cost)) + questions * self.mean

    def saved(self, use: Use) -> Fraction:
        """What the answers of a version saved."""
        return use.requests * self.mean - (0 if self.counting else Fraction(use.cost))


def periods(store: Store, asked: Sequence[datetime], price: Price) -> tuple[Period, ...]:
    """The time from the first request to the last, in equal parts; () where nobody asked.

    ``asked``: when the fallback was asked a question beside requests, in order.
    """
    days = store.by_day()
    if not days:
        return ()
    start = datetime.combine(days[0].day, time(), UTC)
    end = datetime.combine(days[-1].day, time(), UTC) + _DAY
    step = next((each for each in _LONG if (end - start) / each <= MOST), _LONG[-1])
    found = list(_parts(store, start, end, step))
    for shorter in _SHORT:
        if len(found) >= FEWEST or (found[-1][1] - found[0][0]) / shorter > 5 * MOST:
            break
        finer = _trimmed(list(_parts(store, found[0][0], found[-1][1], shorter)))
        if len(finer) > MOST:
            break
        found = finer
    # Questions come with requests, or a moment after the last of them.
    upto = [*(bisect_left(asked, end) for _, end, _ in found[:-1]), len(asked)]
    counts = [high - low for low, high in pairwise([0, *upto])]
    return tuple(
        _period(start, end, coverage, count, price)
        for (start, end, coverage), count in zip(found, counts, strict=True)
    )


_Part = tuple[datetime, datetime, Coverage]


def _parts(store: Store, start: datetime, end: datetime, step: timedelta) -> Iterator[_Part]:
    while start < end:
        yield start, start + step, store.coverage(since=start, until=start + step)
        start += step


def _trimmed(parts: list[_Part]) -> list[_Part]:
    """Without the empty ones at both ends; requests there are, so one is left."""
    used = [place for place, (_, _, coverage) in enumerate(parts) if coverage.requests]
    return parts[used[0] : used[-1] + 1]


def _period(start: datetime, end: datetime, coverage: Coverage, asked: int, price: Price) -> Period:
    return Period(
        start=start,
        end=end,
        requests=coverage.requests,
        families=coverage.answered,
        fallback=coverage.requests - coverage.answered,
        questions=asked,
        spent=price.spent(coverage, asked),
        saved=sum((price.saved(use) for use in coverage.uses), Fraction(0)),
    )
