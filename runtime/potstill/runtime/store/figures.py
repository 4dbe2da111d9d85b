"""What the store knows about coverage and cost: the figures of reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from potstill.runtime.store import exact
from potstill.runtime.store.base import Part
from potstill.runtime.store.requests import span
from potstill.runtime.store.work import nano, total

_DAY: Final = 24 * 60 * 60 * 10**6


@dataclass(frozen=True, slots=True)
class DayUse:
    """What one source answered on one day (UTC), and what that cost. ``family`` None: the fallback."""

    day: date
    family: str | None
    version: int | None
    requests: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Use:
    """What one version of a family answered.

    ``share``: of all requests. ``cost``: of its answers. ``saved``: what the fallback would have cost for
    them, at the mean of what it did cost, less ``cost``; None if the fallback answered nothing to go by.
    ``paid``: answers that cost something, because the fallback was asked too, to compare.
    """

    family: str
    version: int | None
    requests: int
    share: Fraction
    cost: Decimal
    saved: Fraction | None
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """All requests of a period, those that families answered, what all cost, and what families saved."""

    requests: int
    answered: int
    cost: Decimal
    saved: Fraction | None
    uses: tuple[Use, ...]

    @property
    def share(self) -> Fraction:
        """The share of requests that families answered; 0 of none."""
        return Fraction(self.answered, self.requests) if self.requests else Fraction(0)


class Figures(Part):
    """Sums over requests. Periods go from ``since`` on, up to but not including ``until``."""

    def by_day(self, *, since: datetime | None = None, until: datetime | None = None) -> tuple[DayUse, ...]:
        """Requests and cost by day and source; days in order, the fallback first, then families by name."""
        # Days before 1970 would be rounded the other way; there are none in a log.
        sql = (
            f"SELECT at / {_DAY}, family, version, count(*), {total('cost')} FROM requests"
            f" WHERE at >= ? AND at < ? GROUP BY at / {_DAY}, family, version"
        )
        with self._pool.read() as session:
            rows = session.query(sql, span(since, until))
        found = (
            DayUse(
                exact.from_microseconds(day * _DAY).date(),
                family,
                version,
                count,
                exact.from_nano(nano(whole, rest)),
            )
            for day, family, version, count, whole, rest in rows
        )
        return tuple(sorted(found, key=lambda use: (use.day, use.family or "", use.version or 0)))

    def coverage(self, *, since: datetime | None = None, until: datetime | None = None) -> Coverage:
        """What families answered and saved; the version that answered most comes first."""
        with self._pool.read() as session:
            rows = session.query(
                f"SELECT family, version, reply IS NULL, cost > 0, count(*), {total('cost')} FROM requests"
                " WHERE at >= ? AND at < ? GROUP BY family, version, reply IS NULL, cost > 0",
                span(since, until),
            )
        sums: dict[tuple[str, int | None], tuple[int, int]] = {}
        paid: Counter[tuple[str, int | None]] = Counter()
        everything, fallback = (0, 0), (0, 0)
        for family, version, silent, costly, count, whole, rest in rows:
            one = (count, nano(whole, rest))
            if costly and family is not None:
                paid[family, version] += count
            everything = _plus(everything, one)
            if family is not None:
                sums[family, version] = _plus(sums.get((family, version), (0, 0)), one)
            elif not silent:
                fallback = _plus(fallback, one)
        mean = Fraction(fallback[1], fallback[0] * exact.NANO) if fallback[0] else None
        uses = [
            Use(
                family=family,
                version=version,
                requests=count,
                share=Fraction(count, everything[0]),
                cost=exact.from_nano(cost),
                saved=None if mean is None else mean * count - Fraction(cost, exact.NANO),
                paid=paid[family, version],
            )
            for (family, version), (count, cost) in sums.items()
        ]
        uses.sort(key=lambda use: (-use.requests, use.family, use.version or 0))
        return Coverage(
            requests=everything[0],
            answered=sum(use.requests for use in uses),
            cost=exact.from_nano(everything[1]),
            saved=None if mean is None else sum((use.saved or Fraction(0) for use in uses), Fraction(0)),
            uses=tuple(uses),
        )


def _plus(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
