"""κ is total, deterministic and bounded; the canonical layout keeps the tree (T1; clauses L29, L30)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potstill.compiler import compile_recipe, format_recipe
from potstill.compiler import syntax as s
from potstill.compiler.codes import Code, table
from potstill.compiler.decode import read_source
from potstill.compiler.diagnostics import MAX_DIAGNOSTICS, Report
from potstill.compiler.parse import parse
from potstill.compiler.printer import print_recipe
from potstill.ir import artifact
from tests.strategies.syntax import recipes

ROOT = Path(__file__).resolve().parents[2]
RECIPES = sorted((ROOT / "examples").rglob("*.recipe"))
SEEDS = [
    *(path.read_text("utf-8") for path in RECIPES),
    *(str(entry.recipe()) for entry in table().values() if not entry.times and not entry.binary),
]
PIECES = (
    *"()[]{}\"',:=+-*/%<|;#\\\n \0\u202e\u0441½",
    *("..", "=>", "->", "//", "**", "<=", "==", "!=", "in", "not", "and", "or", "if", "else", "for"),
    *("1", "0", "10", "0.5", "1/3", "2026-01-01", "--02-29", "12:30", "2 hours", "true", "none", "answer"),
    *("let", "slot", "ask", "where", "n", "x", "sum", "min", "optional", "text", "names", "default"),
    *('f"{x}"', "<r>", "{n}", "enum {a}", "list(int 1..3) 1..2"),
)


def check(text: str | bytes) -> None:
    """What holds of every compilation."""
    compiled = compile_recipe(text)
    source = compiled.source.text
    assert (compiled.artifact is None) == bool(compiled.errors)
    assert len(compiled.diagnostics) <= MAX_DIAGNOSTICS
    for found in compiled.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(source)
        assert found.what
        assert found.why
        assert found.fix
        assert found.render(source).isprintable() or "\n" in found.render(source)
        assert found.to_json(source)["code"] == found.code.value
    if compiled.artifact is not None:
        assert artifact.load(artifact.dump(compiled.artifact)) == compiled.artifact
    formatted = format_recipe(text)
    assert isinstance(formatted, str) == (compiled.tree is not None)
    if isinstance(formatted, str):
        assert parsed(formatted) == compiled.tree
        assert format_recipe(formatted) == formatted


def parsed(text: str) -> s.Recipe | None:
    """The tree of a text."""
    report = Report()
    return parse(read_source(text, "recipe", report), report)


@given(recipes())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_layout_of_a_tree_is_parsed_to_the_tree(tree: s.Recipe) -> None:
    text = print_recipe(tree)
    assert parsed(text) == tree
    assert format_recipe(text) == text
    check(text)


@given(st.text())
def test_any_text_is_an_artifact_or_errors(text: str) -> None:
    check(text)


@given(st.binary())
def test_any_bytes_are_an_artifact_or_errors(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_words_of_the_language_are_an_artifact_or_errors(words: list[str]) -> None:
    check('family x\nask "go {n}"\nslot n: int 1..9\n' + " ".join(words))


@given(st.integers(0, 2**32))
@settings(max_examples=200)
def test_a_recipe_with_faults_is_an_artifact_or_errors(seed: int) -> None:
    check(mutated(Random(seed)))


def mutated(random: Random) -> str:
    """A recipe in which some things are deleted, doubled, moved or replaced."""
    text = random.choice(SEEDS)
    for _ in range(random.choice((1, 1, 2, 5))):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randrange(30))
        elsewhere = random.randrange(len(text) + 1)
        piece = random.choice((random.choice(PIECES), text[elsewhere : elsewhere + random.randrange(40)], ""))
        text = text[:start] + piece + text[random.choice((start, end)) :]
    return text


@pytest.mark.parametrize(
    "path", [path for path in RECIPES if path.parent.name != "refused"], ids=lambda path: path.stem
)
def test_examples_keep_their_tree_in_canonical_layout(path: Path) -> None:
    text = path.read_text("utf-8")
    formatted = format_recipe(text)
    assert isinstance(formatted, str)
    assert parsed(formatted) == parsed(text)
    assert format_recipe(formatted) == formatted


SCRIPT = """
import hashlib, sys
from pathlib import Path
from potstill.compiler import compile_recipe
from potstill.ir.artifact import dump
seen = hashlib.sha256()
for name in sys.argv[1:]:
    compiled = compile_recipe(Path(name).read_bytes())
    seen.update(compiled.render().encode())
    seen.update(dump(compiled.artifact) if compiled.artifact else b"")
print(seen.hexdigest())
"""


def test_every_process_compiles_the_same() -> None:
    names = [str(path) for path in RECIPES]
    results = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, *names],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8"))
    }
    assert len(results) == 1


def test_the_name_of_a_recipe_changes_nothing_but_messages() -> None:
    text = SEEDS[0]
    assert compile_recipe(text, name="a").artifact == compile_recipe(text, name="b").artifact
    assert compile_recipe(text.encode()).artifact == compile_recipe(text).artifact


def test_only_what_goes_wrong_first_is_reported() -> None:
    text = 'ask "{n}"\nslot n: money XYZ 1..2\nlet m = n + 1\nanswer m * n\nensure answer > m'
    compiled = compile_recipe(f"family x\n{text}")
    assert [found.code for found in compiled.errors] == [Code.UNKNOWN_CURRENCY]
