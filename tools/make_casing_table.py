"""Write the table of :mod:`potstill.ir.casing` from the Unicode data of the Python that runs this.

Usage: ``python tools/make_casing_table.py > ir/potstill/ir/data/casing.txt``
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator

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


def main() -> None:
    """Print the table."""
    print(f"# simple case mappings, Unicode {unicodedata.unidata_version}: case first last stride delta")
    for name, change in (("u", str.upper), ("l", str.lower)):
        for first, last, stride, delta in runs(change):
            print(f"{name} {first:X} {last:X} {stride} {delta}")


if __name__ == "__main__":
    main()
