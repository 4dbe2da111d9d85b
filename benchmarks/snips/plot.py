"""The curve: wrong answers against coverage, drawn the same way every time."""

from __future__ import annotations

from pathlib import Path

from benchmarks.plots import COLOURS, svg
from benchmarks.snips.measure import Curve, Share

_BLUE, _GREY, _ORANGE, *_ = COLOURS


def draw(
    file: Path, validated: Curve, validation: Curve, handler: Share, targets: tuple[float, float]
) -> None:
    """Write an SVG: the curves by threshold, the handler's point, and the corner that was to be reached."""
    with svg(file, height=3.4) as axes:
        for name, curve, colour in (
            ("training, cross-validated", validated, _GREY),
            ("validation", validation, _BLUE),
        ):
            shares = [share for _, share in sorted(curve.items()) if share.answered]
            axes.plot(
                [100 * share.coverage for share in shares],
                [100 * share.fault for share in shares],
                label=name,
                color=colour,
                linewidth=1.3,
            )
        axes.plot(
            [100 * handler.coverage],
            [100 * handler.fault],
            marker="o",
            linestyle="",
            color=_ORANGE,
            label="handler that was released",
        )
        least, most = targets
        axes.axvline(100 * least, color="#cccccc", linewidth=0.8, linestyle="--", zorder=0)
        axes.axhline(100 * most, color="#cccccc", linewidth=0.8, linestyle="--", zorder=0)
        axes.set_xlabel("requests answered, %")
        axes.set_ylabel("wrong among the answers, %")
        axes.set_xlim(0, None)
        axes.set_ylim(0, None)
        axes.legend(frameon=False)
