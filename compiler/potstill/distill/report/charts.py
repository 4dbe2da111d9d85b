"""Charts as inline SVG: columns over time, stacked, and their numbers in a table.

Only the columns are drawn, stretched to the width there is; axes and legends are text of the page, so that
they stay readable on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.report.markup import Markup, element

WIDE: Final = 1000
HIGH: Final = 200
GAP: Final = Fraction(1, 6)
"""Share of a column's place that stays empty beside it."""


@dataclass(frozen=True, slots=True)
class Series:
    """One part of each column, from the bottom up. ``kind`` is its class in the style sheet."""

    name: str
    kind: str
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over ``labels``; ``written`` writes a value for people. ``top``: where the axis ends."""

    id: str
    title: str
    note: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    written: Callable[[Fraction], str]
    top: Fraction | None = None


def draw(chart: Chart) -> Markup:
    """The chart as a figure of a page."""
    top = chart.top if chart.top is not None else rounded_up(max(_sums(chart)))
    ticks = [top, top / 2, Fraction(0)]
    return element(
        "figure",
        element("figcaption", element("strong", chart.title), element("span", chart.note, class_="note")),
        _legend(chart) if len(chart.series) > 1 else None,
        element(
            "div",
            element("div", [element("span", chart.written(tick)) for tick in ticks], class_="ticks"),
            _plot(chart, top),
            element("div", [element("span", label) for label in _ends(chart.labels)], class_="times"),
            class_="plot",
        ),
        _numbers(chart),
        class_="chart",
    )


def rounded_up(value: Fraction) -> Fraction:
    """The next number of the form 1, 2, 4, 5, 6 or 8 times a power of ten; 1 for nothing."""
    if value <= 0:
        return Fraction(1)
    unit = Fraction(1)
    while unit * 10 <= value:
        unit *= 10
    while unit > value:
        unit /= 10
    return next(unit * step for step in (1, 2, 4, 5, 6, 8, 10) if unit * step >= value)


def _sums(chart: Chart) -> list[Fraction]:
    columns = zip(*(series.values for series in chart.series), strict=True)
    return [sum(column, Fraction(0)) for column in columns]


def _plot(chart: Chart, top: Fraction) -> Markup:
    place = Fraction(WIDE, len(chart.labels))
    columns = []
    for index, label in enumerate(chart.labels):
        x, y = index * place + place * GAP / 2, Fraction(HIGH)
        parts = []
        for series in chart.series:
            height = min(series.values[index] / top, Fraction(1)) * HIGH
            y -= height
            if height:
                parts.append(_bar(x, y, place * (1 - GAP), height, series.kind))
        told = "; ".join(f"{series.name} {chart.written(series.values[index])}" for series in chart.series)
        columns.append(element("g", element("title", f"{label}: {told}"), parts))
    return element(
        "svg",
        element("title", chart.title, id=f"{chart.id}-title"),
        element("desc", f"{chart.note} The table below has the numbers.", id=f"{chart.id}-desc"),
        [element("line", class_="grid", x1=0, x2=WIDE, y1=y, y2=y) for y in (0, HIGH // 2, HIGH)],
        columns,
        viewBox=f"0 0 {WIDE} {HIGH}",
        preserveAspectRatio="none",
        role="img",
        aria_labelledby=f"{chart.id}-title",
        aria_describedby=f"{chart.id}-desc",
    )


def _bar(x: Fraction, y: Fraction, width: Fraction, height: Fraction, kind: str) -> Markup:
    place = {"x": x, "y": y, "width": width, "height": height}
    return element("rect", class_=kind, **{name: f"{float(value):.2f}" for name, value in place.items()})


def _legend(chart: Chart) -> Markup:
    def entry(series: Series) -> Markup:
        # A drawn square: colours of the page itself are left out when it is printed.
        square = element(
            "svg",
            element("rect", class_=series.kind, width=12, height=12),
            width=12,
            height=12,
            aria_hidden="true",
        )
        return element("li", square, series.name)

    return element("ul", [entry(series) for series in reversed(chart.series)], class_="legend")


def _ends(labels: Sequence[str]) -> list[str]:
    """The labels that fit under the columns on a narrow screen."""
    if len(labels) < 3:
        return list(labels)
    return [labels[0], labels[(len(labels) - 1) // 2], labels[-1]]


def _numbers(chart: Chart) -> Markup:
    head = element("tr", element("th", "from", scope="col"), [_head(series.name) for series in chart.series])
    rows = [
        element(
            "tr",
            element("th", label, scope="row"),
            [element("td", chart.written(series.values[index]), class_="n") for series in chart.series],
        )
        for index, label in enumerate(chart.labels)
    ]
    table = element("table", element("thead", head), element("tbody", rows))
    return element("details", element("summary", "Numbers"), element("div", table, class_="scroll"))


def _head(name: str) -> Markup:
    return element("th", name, scope="col", class_="n")
