"""The picture of growth: cost and coverage over the stream, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.growth.measure import Outcome, inside_cost
from benchmarks.plots import COLOURS, svg

_POINTS: Final = 80
"""Windows that a curve is made of."""


def draw(file: Path, curves: Mapping[str, Sequence[Outcome]], shifts: Sequence[int]) -> None:
    """Write an SVG: calls of the fallback per request in scope, over windows of the stream."""
    with svg(file) as axes:
        for (name, outcomes), colour in zip(curves.items(), COLOURS, strict=False):
            places, costs = _windows(outcomes)
            axes.plot(places, costs, label=name, color=colour, linewidth=1.3)
        for place in shifts:
            axes.axvline(place, color="#cccccc", linewidth=0.8, linestyle="--", zorder=0)
        axes.set_xlabel("request")
        axes.set_ylabel("calls per request in scope")
        axes.set_ylim(0, None)
        axes.set_xlim(0, max(map(len, curves.values())))
        axes.legend(frameon=False)


def _windows(outcomes: Sequence[Outcome]) -> tuple[list[float], list[float]]:
    """The middle of each window, and the calls per request in scope in it, questions included."""
    places: list[float] = []
    costs: list[float] = []
    size = len(outcomes)
    for point in range(_POINTS):
        window = outcomes[size * point // _POINTS : size * (point + 1) // _POINTS]
        if window:
            places.append(window[len(window) // 2].place)
            costs.append(inside_cost(window))
    return places, costs
