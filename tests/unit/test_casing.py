"""Upper and lower case by the shipped table."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from potstill.ir import casing


def test_words() -> None:
    assert casing.upper("Living room 2") == "LIVING ROOM 2"
    assert casing.lower("ÉCLAIR Ωmega") == "éclair ωmega"
    assert casing.title("new YORK  it's éclair") == "New York  It's Éclair"
    assert casing.title("") == ""


def test_a_text_keeps_its_length() -> None:
    assert casing.upper("straße") == "STRAßE"
    assert casing.lower("İ") == "İ"
    assert casing.lower("ΟΔΟΣ") == "οδοσ"


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="the table is of Unicode 14")
def test_the_table_is_that_of_unicode() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        upper, lower = char.upper(), char.lower()
        assert casing.upper(char) == (upper if len(upper) == 1 else char)
        assert casing.lower(char) == (lower if len(lower) == 1 else char)
