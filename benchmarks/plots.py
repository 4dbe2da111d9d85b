"""Pictures for the documents: SVG by matplotlib, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

COLOURS: Final = ("#1b6ca8", "#8a8a8a", "#c77d2e", "#3c8d57", "#9a4f96")
_SALT: Final = "potstill"


@contextmanager
def svg(file: Path, width: float = 7, height: float = 3.2) -> Iterator[Any]:
    """Axes to draw on; the picture is written at the end. Sizes in inches.

    Without anything that changes between runs: the time, random ids, fonts as outlines.
    """
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "none", "font.size": 9}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        yield axes
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
