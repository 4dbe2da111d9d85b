"""What people type and what lexicons make of it, case by case: ``lexicons.toml``."""

from __future__ import annotations

import pytest

from potstill.ir.normal import fold
from tests.strategies.lexicons import GOLDEN, LEXICONS, show

READ = [(name, case[0], case[1:]) for name, cases in GOLDEN.items() for case in cases["reads"]]
REFUSED = [(name, text) for name, cases in GOLDEN.items() for text in cases.get("refuses", [])]


def test_every_lexicon_has_cases() -> None:
    assert GOLDEN.keys() == LEXICONS.keys()


@pytest.mark.parametrize(("name", "text", "shown"), READ)
def test_reads(name: str, text: str, shown: list[str]) -> None:
    lexicon = LEXICONS[name]
    assert [show(lexicon.value_type(), value) for value in lexicon.read(fold(text))] == shown


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_refuses(name: str, text: str) -> None:
    assert LEXICONS[name].read(fold(text)) == ()
