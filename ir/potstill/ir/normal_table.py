"""The table of normal forms, read from ``data/normal.txt``.

The table ships with potstill, so that a recipe means the same under every Python, whatever Unicode
version that Python knows. ``tools/make_normal_table.py`` writes it; the file's head explains its lines.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Table:
    """What normalisation knows of each code point.

    INVARIANT: the symbols of ``fold[c]`` are themselves no keys of ``fold``.
    """

    unicode: str
    fold: dict[str, str]  # code point -> the symbols it becomes; absent: itself
    classes: dict[str, int]  # combining mark -> canonical combining class, 1 to 254
    closing: str  # dropped at the end of an utterance
    opening: str  # dropped at its start


@cache
def table() -> Table:
    """The shipped table; read once, at the first code point outside ASCII (5 ms)."""
    data = pkgutil.get_data("potstill.ir", "data/normal.txt")
    if data is None:
        raise FileNotFoundError("potstill.ir: data/normal.txt is missing from the installation")
    return parse(data.decode("ascii"))


def parse(text: str) -> Table:
    """Read a table; ValueError where a line is not as the head of the file says."""
    head, _, rest = text.partition("\nfold\n")
    fold, _, classes = rest.partition("\nclass\n")
    fields = dict([line.split(" ", 1) for line in head.splitlines()])
    return Table(
        fields["unicode"],
        _parse_fold(fold),
        _parse_classes(classes),
        _symbols(fields["closing"]),
        _symbols(fields["opening"]),
    )


def _parse_fold(lines: str) -> dict[str, str]:
    fold: dict[str, str] = {}
    for line in lines.splitlines():
        source, _, target = line.partition(" ")
        first, _, last = source.partition("..")
        symbols = _symbols(target)
        if not last:
            fold[chr(int(first, 16))] = symbols
            continue
        last, _, stride = last.partition("/")
        low = int(first, 16)
        for code in range(low, int(last, 16) + 1, int(stride or "1")):
            fold[chr(code)] = symbols and symbols[:-1] + chr(ord(symbols[-1]) + code - low)
    return fold


def _parse_classes(lines: str) -> dict[str, int]:
    classes: dict[str, int] = {}
    for line in lines.splitlines():
        source, _, value = line.partition(" ")
        first, _, last = source.partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            classes[chr(code)] = int(value)
    return classes


def _symbols(codes: str) -> str:
    return "" if codes == "-" else "".join([chr(int(code, 16)) for code in codes.split(" ")])
