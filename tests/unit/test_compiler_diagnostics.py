"""Diagnostics: the table of codes, what they look like, which are reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from potstill.compiler import Code, compile_recipe
from potstill.compiler.codes import table
from potstill.compiler.diagnostics import MAX_DIAGNOSTICS, Report, diagnostic, did_you_mean, render, shown
from potstill.compiler.source import Source
from potstill.ir.program import Span
from tools import make_diagnostics_reference

HEAD = 'family x\nask "go {n}"\nslot n: int 1..9\n'


def codes(text: str) -> list[str]:
    """The codes of a recipe's errors."""
    return [found.code.value for found in compile_recipe(text).errors]


def test_every_code_has_a_row_and_every_row_a_code() -> None:
    assert list(table()) == list(Code)
    assert len(Code) >= 60


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_the_example_of_a_code_gets_it_and_nothing_else(code: Code) -> None:
    compiled = compile_recipe(table()[code].recipe())
    found = compiled.errors if code.value.startswith("E") else compiled.warnings
    assert [each.code for each in found] == [code]
    assert compiled.render()


def test_titles_and_sentences_are_in_one_style() -> None:
    for entry in table().values():
        assert entry.title[0].islower() or entry.title.startswith("UTF") or entry.title.split()[0].isupper()
        for sentence in (entry.what, entry.why, entry.fix):
            assert not sentence.endswith((".", " "))
            assert sentence == sentence.strip()


def test_the_reference_is_up_to_date(root: Path) -> None:
    found = (root / "docs" / "diagnostics.md").read_text("utf-8")
    assert found == make_diagnostics_reference.reference(), "run tools/make_diagnostics_reference.py"


def test_the_caret_stands_under_the_span() -> None:
    compiled = compile_recipe(HEAD + "let x = n + wrong\nanswer x")
    lines = compiled.errors[0].render(compiled.source.text, "my.recipe").split("\n")
    assert lines[0] == "error[E204]: `wrong` is not declared"
    assert lines[1] == " --> my.recipe:4:13"
    assert lines[3] == "4 | let x = n + wrong"
    assert lines[4] == "  |             ^^^^^"
    assert lines[5].startswith("  = why: ")
    assert lines[6].startswith("  = fix: ")


def test_wide_and_combining_characters_keep_the_caret_in_place() -> None:
    text = 'let x = "日本e\u0301" + y'
    found = diagnostic(Code.UNKNOWN_NAME, Span(text.index("y"), len(text)), name="y", suggestion="")
    line, caret = render(found, Source(text)).split("\n")[3:5]
    assert line.endswith("+ y")
    # Two ideographs take two columns each, the accent none.
    assert len(caret) == len(line) + 2 - 1


def test_long_lines_are_cut_and_invisible_characters_shown() -> None:
    text = "x" * 500 + "\u202eabc" + "y" * 500
    found = diagnostic(Code.INVISIBLE_CHARACTER, Span(500, 501), character="U+202E")
    shown_line = render(found, Source(text)).split("\n")[3]
    assert "\\u{202E}" in shown_line
    assert "\u202e" not in shown_line
    assert len(shown_line) < 200


def test_names_in_messages_cannot_disguise_themselves() -> None:
    assert shown("a\u202eb\x1b[31m\n") == "a\\u{202E}b\\u{1B}[31m\\u{A}"
    assert shown("x" * 400) == "x" * 300 + "…"


def test_json_has_positions_and_sentences() -> None:
    text = HEAD + "answer wrong"
    data = compile_recipe(text).errors[0].to_json(text)
    assert data["code"] == "E204"
    assert data["severity"] == "error"
    assert data["span"] == {"start": len(HEAD) + 7, "end": len(HEAD) + 12}
    assert data["start"] == {"line": 4, "column": 8}
    assert data["end"] == {"line": 4, "column": 13}
    assert data["what"] == "`wrong` is not declared"


def test_close_names_are_suggested() -> None:
    assert did_you_mean("grss", ["gross", "off"]) == "; did you mean `gross`?"
    assert did_you_mean("zzz", ["gross", "off"]) == ""
    assert did_you_mean("x" * 1000, ["gross"]) == ""


def test_too_many_diagnostics_are_cut_errors_first() -> None:
    report = Report()
    for place in range(2 * MAX_DIAGNOSTICS):
        code = Code.UNUSED if place % 2 else Code.UNKNOWN_NAME
        report.add(code, Span(place, place + 1), kind="let", name="x", suggestion="")
    assert report.full
    assert len(report.diagnostics) == MAX_DIAGNOSTICS
    assert all(found.error for found in report.diagnostics)


def test_the_same_finding_is_reported_once() -> None:
    report = Report()
    report.add(Code.UNKNOWN_NAME, Span(0, 1), name="x", suggestion="")
    report.add(Code.UNKNOWN_NAME, Span(0, 1), name="x", suggestion="")
    assert report.errors == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'slot m: money XYZ 1..2\nask "{m} {n}"\nlet a = m + 1\nanswer a * n', ["E407"], id="slot_type"
        ),
        pytest.param("let a = wrong\nlet b = a + 1\nanswer b\nensure answer > a", ["E204"], id="let"),
        pytest.param("table T { 1: 2, 1: 3 }\nanswer T[n] + 1", ["E519"], id="table"),
        pytest.param('answer wrong\nensure answer > 1\nexample "go 1" => 1', ["E204"], id="answer"),
        pytest.param('rule r = "<s>"\nask "<r> {n}"\nask "{n} <r>"\nanswer n', ["E208"], id="rule"),
        pytest.param("context c: int 5..1\nanswer c + n\nwhere c > 1", ["E401"], id="context"),
    ],
)
def test_what_follows_from_an_error_is_not_reported(text: str, expected: list[str]) -> None:
    assert codes(HEAD + text) == expected


def test_independent_errors_are_all_reported() -> None:
    text = 'ask "<r> {n}"\nslot m: int 5..1\nlet a = wrong\nlet b = a + len(n)\n'
    assert codes(f"{HEAD}{text}table T {{ 1: 2, 1: 3 }}\nanswer other") == [
        "E208",
        "E401",
        "E204",
        "E502",
        "E519",
        "E204",
    ]


def test_each_statement_tells_its_own_fault_of_syntax() -> None:
    text = HEAD + "let a = 1 +\nlet b = (2\nanswer"
    assert codes(text) == ["E010"]
    assert codes(HEAD + "let a = 1 +\nslots m: int 1..2\nlet c = 10x\nlet d = 2026-02-30\nanswer") == [
        "E102", "E103", "E109", "E110", "E102",
    ]  # fmt: skip


def test_suggestions_stand_in_the_message() -> None:
    compiled = compile_recipe(HEAD + "let gross = n\nanswer grss")
    assert compiled.errors[0].what == "`grss` is not declared; did you mean `gross`?"
    assert re.search(r"did you mean `slot`", compile_recipe("family x\nslots n: int 1..2").render())
