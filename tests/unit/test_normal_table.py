"""The shipped table: complete, small, and what the tool writes."""

import re
import unicodedata
from pathlib import Path

import pytest

from potstill.ir import normal, normal_table
from tools import make_normal_table

ROOT = Path(__file__).parents[2]
DATA = ROOT / "ir" / "potstill" / "ir" / "data" / "normal.txt"


def test_the_tool_writes_the_shipped_table() -> None:
    if unicodedata.unidata_version != normal_table.table().unicode:
        pytest.skip(f"this Python knows Unicode {unicodedata.unidata_version}, not the table's")
    assert make_normal_table.table() == DATA.read_text(encoding="ascii")


def test_symbols_are_final() -> None:
    fold = normal_table.table().fold
    assert all(symbol not in fold for symbols in fold.values() for symbol in symbols)
    assert all(symbols != source for source, symbols in fold.items())


def test_marks_keep_their_class() -> None:
    known = normal_table.table()
    assert all(0 < value < 255 for value in known.classes.values())
    for mark, value in known.classes.items():
        assert {known.classes[symbol] for symbol in known.fold.get(mark, mark)} == {value}, hex(ord(mark))


def test_closing_marks() -> None:
    known = normal_table.table()
    ascii_part = "".join(mark for mark in known.closing if mark.isascii())
    assert " " + ascii_part == normal._ASCII_CLOSING
    assert set(known.opening) <= set(known.closing)
    assert not any(mark in known.fold or mark in known.classes for mark in known.closing)


def test_the_table_is_small_and_plain() -> None:
    data = DATA.read_bytes()
    assert len(data) < 200_000
    assert data.isascii()
    assert re.fullmatch(r"\d+\.\d+\.\d+", normal_table.table().unicode)


def test_ranges() -> None:
    read = normal_table.parse(
        "# head\nunicode 1.2.3\nclosing 002E\nopening -\n"
        "fold\n0041..0043 0061\n0100..0104/2 0101\n00C0..00C1 0061 0300\n0001..0002 -\n0020 -\n"
        "class\n0300..0301 230\n0327 202\n"
    )
    assert read.unicode == "1.2.3"
    assert (read.closing, read.opening) == (".", "")
    assert {source: target for source, target in read.fold.items() if source.isalpha()} == {
        "A": "a",
        "B": "b",
        "C": "c",
        "\u0100": "\u0101",
        "\u0102": "\u0103",
        "\u0104": "\u0105",
        "\u00c0": "a\u0300",
        "\u00c1": "a\u0301",
    }
    assert read.fold["\x01"] == read.fold["\x02"] == read.fold[" "] == ""
    assert read.classes == {"\u0300": 230, "\u0301": 230, "\u0327": 202}


@pytest.mark.parametrize(
    "text", ["", "unicode 1\nclosing 0\nopening 0\nfold\nx y\nclass\n", "unicode 1\nfold\nclass\n"]
)
def test_damaged_tables_are_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        normal_table.parse(text)
