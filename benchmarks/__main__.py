"""Every benchmark in one run: prints a table and writes ``bench.json``.

python -m benchmarks [NAME…]
"""

from __future__ import annotations

import importlib
import json
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Row
from potstill.runtime.build import compiled

ALL = ("dispatch", "interpreter", "home_assistant", "verifying", "term_api", "overlaps", "grouping", "store")


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    console = Console()
    console.width = max(console.width, 140)
    found: list[tuple[str, Row]] = []
    for name in names or ALL:
        console.print(f"[dim]{name} …[/dim]")
        found.extend((name, row) for row in importlib.import_module(f"benchmarks.{name}").rows())
    build = "compiled" if compiled() else "pure Python"
    table = Table("benchmark", "figure", "value", "target", "met", "against", title=f"potstill, {build}")
    for name, row in found:
        target = "" if row.target is None else f"{'≥' if row.at_least else '≤'} {row.target:g}"
        met = {None: "", True: "yes", False: "[red]no[/red]"}[row.met]
        table.add_row(name, row.name, f"{row.value:.4g} {row.unit}", target, met, row.against)
    console.print(table)
    report = {
        "build": build,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [{"benchmark": name, **row.to_json()} for name, row in found],
    }
    Path("bench.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
