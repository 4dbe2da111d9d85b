"""What spec/language.md says in numbers and lists is what the compiler does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from potstill.compiler import compile_recipe, limits
from potstill.compiler.decode import MAX_BYTES
from potstill.compiler.diagnostics import MAX_DIAGNOSTICS
from potstill.compiler.lalr import grammar_file
from potstill.compiler.layout import WIDTH
from potstill.compiler.lower import FUNCTIONS
from potstill.compiler.names import RESERVED
from potstill.compiler.scan import FORBIDDEN, MAX_DIGITS, MAX_NESTING, STATEMENTS
from potstill.compiler.settings import MAX_PRIORITY
from potstill.ir.family import Resolve
from potstill.ir.rounding import MODES


@pytest.fixture(scope="module")
def chapter(root: Path) -> str:
    return (root / "spec" / "language.md").read_text("utf-8")


def clause(chapter: str, name: str) -> str:
    """The text of a clause, in one line."""
    found = re.search(
        rf"^- \*\*{re.escape(name)}\*\* (.*?)(?=^- \*\*|^$|\Z)", chapter, re.MULTILINE | re.DOTALL
    )
    assert found is not None, name
    return " ".join(found[1].split())


def words(text: str) -> set[str]:
    """The words between backquotes."""
    return {word for span in re.findall(r"`([^`]*)`", text) for word in span.split()}


def test_clauses_are_numbered_in_order(chapter: str) -> None:
    sections = [int(number) for number in re.findall(r"^## L(\d+):", chapter, re.MULTILINE)]
    assert sections == list(range(1, len(sections) + 1))
    for section, body in enumerate(re.split(r"^## L\d+:", chapter, flags=re.MULTILINE)[1:], 1):
        found = re.findall(r"^- \*\*L(\d+)\.(\d+)\*\* ", body, re.MULTILINE)
        assert found == [(str(section), str(number)) for number in range(1, len(found) + 1)]


def test_every_statement_has_a_form(chapter: str) -> None:
    forms = re.findall(r"^`([a-z]+) ", chapter, re.MULTILINE)
    assert set(STATEMENTS) <= set(forms)


def test_lists_of_words(chapter: str) -> None:
    assert words(clause(chapter, "L24.1")) - {"f(x,", "y)"} == FUNCTIONS
    assert words(clause(chapter, "L2.2")) - {"list", "date", "rule"} == RESERVED
    assert set(MODES) <= words(clause(chapter, "L24.3"))
    assert {f"resolve {order.value}" for order in Resolve} <= set(re.findall(r"`(resolve \w+)`", chapter))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("L1.1", MAX_BYTES),
        ("L1.5", MAX_NESTING),
        ("L1.5", MAX_DIGITS),
        ("L1.6", limits.MAX_DEPTH),
        ("L2.1", limits.MAX_NAME),
        ("L6.6", limits.MAX_ORDERED),
        ("L6.7", limits.MAX_TEMPLATE_DEPTH),
        ("L6.7", limits.MAX_GRAMMAR_SIZE),
        ("L8.1", limits.MAX_SLOTS),
        ("L9.3", limits.MAX_MEMBERS),
        ("L9.3", limits.MAX_FORMS),
        ("L12.1", limits.MAX_ROWS),
        ("L17.2", limits.MAX_EXAMPLES),
        ("L17.2", limits.MAX_EXAMPLE),
        ("L19.1", MAX_PRIORITY),
        ("L26.1", limits.MAX_HOLES),
        ("L28.5", limits.MAX_TYPE_PARTS),
        ("L28.5", limits.MAX_TYPE_DEPTH),
        ("L29.4", MAX_DIAGNOSTICS),
        ("L30.1", WIDTH),
    ],
)
def test_numbers(chapter: str, name: str, number: int) -> None:
    assert re.search(rf"\b{number:,}\b", clause(chapter, name))


def test_the_characters_that_stand_nowhere(chapter: str) -> None:
    text = clause(chapter, "L1.2")
    listed = {chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]{4})", text)}
    for first, last in re.findall(r"U\+([0-9A-F]{4}) to U\+([0-9A-F]{4})", text):
        listed.update(map(chr, range(int(first, 16), int(last, 16) + 1)))
    controls = {chr(code) for code in (*range(32), *range(0x7F, 0xA0))} - set("\t\n\r")
    surrogates = {chr(code) for code in range(0xD800, 0xE000)}
    forbidden = {chr(code) for code in range(0x110000) if FORBIDDEN.match(chr(code))}
    assert forbidden == listed | controls | surrogates


def test_the_recipe_of_the_chapter_compiles(chapter: str) -> None:
    (recipe,) = re.findall(r"^```\n(family .*?)^```", chapter, re.MULTILINE | re.DOTALL)
    compiled = compile_recipe(recipe)
    assert compiled.artifact is not None, compiled.render()
    assert not compiled.warnings


def test_the_parser_loads_the_grammar_of_the_specification(root: Path) -> None:
    assert grammar_file().read_bytes() == (root / "spec" / "recipe.lark").read_bytes()
