"""Upper and lower case, code point by code point: a text keeps its length.

The simple mappings of the Unicode Character Database, as a table that ships with potstill, so that a recipe
means the same under every Python. A code point whose other case takes several (the German sharp s) stays.
``tools/make_casing_table.py`` writes the table.
"""

from __future__ import annotations

import pkgutil
from functools import cache


def upper(text: str) -> str:
    """Every code point in upper case."""
    return text.translate(_tables()[0])


def lower(text: str) -> str:
    """Every code point in lower case."""
    return text.translate(_tables()[1])


def title(text: str) -> str:
    """The first code point of every word in upper case, the others in lower case; words end at spaces."""
    words = text.split(" ")
    return " ".join(upper(word[:1]) + lower(word[1:]) for word in words)


@cache
def _tables() -> tuple[dict[int, int], dict[int, int]]:
    """Code point to upper case and to lower case; read once.

    Each line of the file is ``u|l FIRST LAST STRIDE DELTA`` in hexadecimal (DELTA signed, decimal): the code
    points FIRST, FIRST + STRIDE, ... LAST map to themselves plus DELTA.
    """
    data = pkgutil.get_data("potstill.ir", "data/casing.txt")
    if data is None:
        raise FileNotFoundError("potstill.ir: data/casing.txt is missing from the installation")
    tables: dict[str, dict[int, int]] = {"u": {}, "l": {}}
    for line in data.decode("ascii").splitlines():
        if not line.startswith("#"):
            case, first, last, stride, delta = line.split()
            codes = range(int(first, 16), int(last, 16) + 1, int(stride))
            tables[case].update((code, code + int(delta)) for code in codes)
    return tables["u"], tables["l"]
