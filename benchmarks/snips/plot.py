"""The curve: wrong answers against coverage, drawn the same way every time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.snips.measure import Curve, Share

_SALT: Final = "potstill"
_BLUE, _ORANGE, _GREY = "#1b6ca8", "#c77d2e", "#8a8a8a"


def draw(
    file: Path, validated: Curve, validation: Curve, handler: Share, targets: tuple[float, float]
) -> None:
    """Write an SVG: the curves by threshold, the handler's point, and the corner that was to be reached."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "none", "font.size": 9}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(7, 3.4), layout="constrained")
        axes = figure.subplots()
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
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
