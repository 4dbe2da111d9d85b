"""Write the table of case mappings, ``ir/potstill/ir/data/casing.txt``, from Python's Unicode data.

    python tools/make_casing_table.py            rewrite the table
    python tools/make_casing_table.py --check    exit 1 if the shipped table differs
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

TABLE = Path(__file__).parent.parent / "ir" / "potstill" / "ir" / "data" / "casing.txt"
FAR = 0x110000


def runs(change: Callable[[str], str]) -> Iterator[tuple[int, int, int, int]]:
    """The mappings to one other code point, as (first, last, stride, delta), stride 1 or 2."""
    first = last = -FAR
    stride = delta = 0
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        other = change(char)
        if len(other) != 1 or other == char:
            continue
        step = code - last
        if ord(other) - code == delta and step in (1, 2) and (stride in (0, step)):
            last, stride = code, step
            continue
        if delta:
            yield first, last, stride or 1, delta
        first = last = code
        stride, delta = 0, ord(other) - code
    yield first, last, stride or 1, delta


def table() -> str:
    """The table."""
    lines = [f"# simple case mappings, Unicode {unicodedata.unidata_version}: case first last stride delta"]
    for name, change in (("u", str.upper), ("l", str.lower)):
        for first, last, stride, delta in runs(change):
            lines.append(f"{name} {first:X} {last:X} {stride} {delta}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or compare; the exit status."""
    options = argparse.ArgumentParser(description="write the table of case mappings")
    options.add_argument("--check", action="store_true", help="compare only; exit 1 if it differs")
    if options.parse_args().check:
        same = TABLE.read_text(encoding="ascii") == table()
        print("the table is up to date" if same else f"{TABLE} differs: run {sys.argv[0]}")
        return 0 if same else 1
    TABLE.write_text(table(), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
