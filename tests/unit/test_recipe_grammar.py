"""The grammar of recipes itself: LALR(1) without conflicts, in the part of Lark that other engines read."""

from __future__ import annotations

import logging

import pytest
from lark import Lark, logger

from potstill.compiler.lalr import STARTS, grammar_file
from potstill.compiler.scan import STATEMENTS


def test_there_are_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger=logger.name):
            Lark(grammar_file().read_text("utf-8"), parser="lalr", start=list(STARTS), debug=True)
    finally:
        logger.setLevel(level)
    assert [record.message for record in caplog.records if "onflict" in record.message] == []


def test_terminals_look_neither_ahead_nor_back() -> None:
    """Engines that constrain decoding by a Lark grammar know no such assertions."""
    text = grammar_file().read_text("utf-8")
    assert not [mark for mark in ("(?=", "(?!", "(?<", "\\b", "$/", "/^") if mark in text]


def test_every_statement_is_in_the_grammar() -> None:
    text = grammar_file().read_text("utf-8")
    assert [word for word in STATEMENTS if f': "{word}"' not in text] == []
