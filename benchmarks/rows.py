"""What a benchmark prints: one row a figure, with what it was compared with in the same run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter_ns


@dataclass(frozen=True, slots=True)
class Row:
    """``target`` None: the figure is stated, nothing is claimed. ``met`` compares value and target."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    against: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return {**asdict(self), "met": self.met}


def quantile(times: Sequence[float], share: float) -> float:
    """The smallest element that at least ``share`` of all do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def each(function: Callable[[str], object], arguments: Iterable[str], repeats: int = 5) -> list[float]:
    """Microseconds of one call for each argument: the least of ``repeats``, garbage collection off."""
    gc.collect()
    gc.disable()
    try:
        times: list[float] = []
        for argument in arguments:
            best = min(_once(function, argument) for _ in range(repeats))
            times.append(best / 1000)
        return times
    finally:
        gc.enable()


def _once(function: Callable[[str], object], argument: str) -> int:
    began = perf_counter_ns()
    function(argument)
    return perf_counter_ns() - began


def typical(times: Sequence[float]) -> float:
    """The median."""
    return median(times)
