"""The picture of induction: how many families are solved from how many examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.plots import COLOURS, svg


def draw(file: Path, shares: Mapping[str, Sequence[float]], sizes: Sequence[int]) -> None:
    """Write bars: the share of each group of families solved perfectly, for each number of examples."""
    with svg(file, height=2.8) as axes:
        width = 0.8 / len(shares)
        for place, (name, values) in enumerate(shares.items()):
            middles = [group + (place - (len(shares) - 1) / 2) * width for group in range(len(sizes))]
            bars = axes.bar(middles, values, width * 0.92, label=name, color=COLOURS[place])
            axes.bar_label(bars, [f"{value:.0%}" for value in values], padding=2)
        axes.axhline(0.8, color="#cccccc", linewidth=0.8, linestyle="--", zorder=0)
        axes.set_xticks(range(len(sizes)), [f"{size} examples" for size in sizes])
        axes.set_ylim(0, 1.1)
        axes.set_ylabel("families solved perfectly")
        axes.legend(frameon=False, ncols=len(shares), loc="lower left", bbox_to_anchor=(0, 1))
