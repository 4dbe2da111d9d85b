"""Write the table of normal forms, ``ir/potstill/ir/data/normal.txt``, from Python's unicodedata.

    python tools/make_normal_table.py            rewrite the table
    python tools/make_normal_table.py --check    exit 1 if the shipped table differs

``spec/normal-forms.md`` says what the table means. The properties that
unicodedata does not know (White_Space of PropList.txt and Default_Ignorable_Code_Point of
DerivedCoreProperties.txt, both of Unicode 14.0) stand below as ranges.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "ir" / "potstill" / "ir" / "data" / "normal.txt"
LAST = 0x10FFFF
HANGUL = range(0xAC00, 0xD7A4)
YPOGEGRAMMENI = "\u0345"

HEADER = """\
# Normal forms: what each code point becomes, how marks are ordered, what ends an utterance.
# Written by tools/make_normal_table.py; spec/normal-forms.md says what it means. Hexadecimal code points.
#   fold:   A T...        A becomes the symbols T...; "-" for none
#           A..B T...     A+i becomes T... with i added to the last of them
#           A..B/2 T...   the same for every second code point
#           A..B -        all of them become nothing
#   class:  A..B N        canonical combining class N (decimal); all others have class 0
"""


def _set(*ranges: int | tuple[int, int]) -> frozenset[str]:
    pairs = [(item, item) if isinstance(item, int) else item for item in ranges]
    return frozenset(chr(code) for low, high in pairs for code in range(low, high + 1))


WHITE_SPACE = _set(
    (0x09, 0x0D), 0x20, 0x85, 0xA0, 0x1680, (0x2000, 0x200A), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000
)
DEFAULT_IGNORABLE = _set(
    0xAD, 0x34F, 0x61C, (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), 0x3164, (0xFE00, 0xFE0F), 0xFEFF, 0xFFA0, (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
SINGLE_QUOTES = _set(0xB4, 0x2BB, 0x2BC, (0x2018, 0x201B), 0x2032, 0x2035, 0x2039, 0x203A)
DOUBLE_QUOTES = _set(0xAB, 0xBB, (0x201C, 0x201F), 0x2033, 0x2036, 0x2E42, (0x301D, 0x301F))
MINUS_SIGNS = _set(0x2043, 0x2212)
SLASHES = _set(0x2044, 0x2215)
# . ? ! , ; : and the ideographic, inverted, Arabic and Devanagari marks of the same use. Their full-width,
# small and vertical forms fold to these.
CLOSING = "!,.:;?\u00a1\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u3001\u3002"
OPENING = "\u00a1\u00bf"


def replacement(char: str) -> str | None:
    """What clauses N1.1 to N1.6 say of ``char``; None where they are silent."""
    category = unicodedata.category(char)
    if char in WHITE_SPACE:
        return " "
    if char in DEFAULT_IGNORABLE or category == "Cc":
        return ""
    if char in SINGLE_QUOTES:
        return "'"
    if char in DOUBLE_QUOTES:
        return '"'
    if char in MINUS_SIGNS or category == "Pd":
        return "-"
    if char in SLASHES:
        return "/"
    return number(char, category)


def number(char: str, category: str) -> str | None:
    """Clause N1.6: what is written raised, circled or as a fraction is no digit of the number beside it."""
    mapping = compatible(char)
    if category == "Nd" or not any(symbol in "0123456789" for symbol in mapping):
        return None
    above, slash, below = mapping.partition("\u2044")
    return f"{above}/{below}" if slash and below else char


def compatible(char: str) -> str:
    """The compatibility mapping of ``char``, one level deep; ``char`` itself where it has none."""
    tag, *codes = unicodedata.decomposition(char).split() or [""]
    return "".join(chr(int(code, 16)) for code in codes) if tag.startswith("<") else char


@cache
def folded(char: str) -> str:
    """K(char): the symbols that ``char`` becomes (clause N1), themselves unchanged by K."""
    chosen = replacement(char)
    if chosen is not None:
        return chosen
    canonical = unicodedata.normalize("NFD", char)
    # INVARIANT: U+0345 stays a mark until the marks are ordered (clause N3); casefold makes it a letter.
    cased = char if char == YPOGEGRAMMENI else char.casefold()
    for form in (canonical, compatible(char), cased):
        if form != char:
            return "".join(map(folded, form))
    return char


def runs(entries: dict[int, str]) -> Iterator[tuple[int, int, int, str]]:
    """``entries`` as (first, last, stride, symbols of the first), maximal from the left, strides 1 and 2."""
    codes = sorted(entries)
    position = 0
    while position < len(codes):
        first = codes[position]
        count, stride = max(
            ((_length(entries, first, step), step) for step in (1, 2)), key=lambda run: run[0]
        )
        yield first, first + stride * (count - 1), stride, entries[first]
        position += count


def _length(entries: dict[int, str], first: int, stride: int) -> int:
    """How many codes from ``first`` on form one run; none of the codes between them may be an entry."""
    head, count = entries[first], 1
    while True:
        code = first + stride * count
        if stride == 2 and code - 1 in entries:
            return count
        wanted = head and head[:-1] + chr(min(ord(head[-1]) + stride * count, LAST))
        if entries.get(code) != wanted:
            return count
        count += 1


def table() -> str:
    """The whole table, as text."""
    entries = {code: folded(chr(code)) for code in range(LAST + 1) if code not in HANGUL}
    entries = {code: symbols for code, symbols in entries.items() if symbols != chr(code)}
    lines = [
        HEADER + f"unicode {unicodedata.unidata_version}",
        "closing " + _hex(CLOSING),
        "opening " + _hex(OPENING),
    ]
    lines.append("fold")
    lines += [f"{_span(first, last, stride)} {_hex(head)}" for first, last, stride, head in runs(entries)]
    lines.append("class")
    first = 0
    for code in range(1, LAST + 2):
        value = unicodedata.combining(chr(first))
        if code > LAST or unicodedata.combining(chr(code)) != value:
            if value:
                lines.append(f"{_span(first, code - 1, 1)} {value}")
            first = code
    return "\n".join(lines) + "\n"


def _hex(symbols: str) -> str:
    return " ".join(f"{ord(symbol):04X}" for symbol in symbols) or "-"


def _span(first: int, last: int, stride: int) -> str:
    if first == last:
        return f"{first:04X}"
    return f"{first:04X}..{last:04X}" + ("/2" if stride == 2 else "")


def main() -> int:
    """Write the table, or compare it with the shipped one."""
    options = argparse.ArgumentParser(description="Write the table of normal forms.")
    options.add_argument("--check", action="store_true", help="compare only; exit 1 if it differs")
    if options.parse_args().check:
        same = TABLE.read_text(encoding="ascii") == table()
        print("the table is up to date" if same else f"{TABLE} differs: run {sys.argv[0]}")
        return 0 if same else 1
    TABLE.write_text(table(), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
