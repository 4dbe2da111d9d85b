"""``spec/store.md`` says what the code does: tables and columns, limits, kinds of things."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

import pytest

from potstill.runtime.store import Kind, Origin, Verdict, base, exact, open_store, schema


@pytest.fixture(scope="module")
def chapter(root: Path) -> str:
    return (root / "spec" / "store.md").read_text("utf-8")


def test_the_tables_are_those_of_the_chapter(chapter: str, tmp_path: Path) -> None:
    described: dict[str, dict[str, bool]] = {}
    for table, columns in re.findall(r"^\| `(\w+)` \| (`.*) \|$", chapter, re.MULTILINE):
        # After a semicolon the key is said.
        named = re.findall(r"(?:^|, )`(\w+)`(\\\*)? (?!and)", columns.partition(";")[0])
        described[table] = {name: bool(star) for name, star in named}
    found: dict[str, dict[str, bool]] = {}
    with open_store(tmp_path / "store.db") as store, store._pool.read() as session:
        for table in session.tables():
            rows = session.query(f"PRAGMA table_info({table})")
            found[table] = {name: not needed and not key for _, name, _, needed, _, key in rows}
    assert described == found


@pytest.mark.parametrize("kinds", [Kind, Origin, Verdict])
def test_the_kinds_of_things_are_those_of_the_chapter(chapter: str, kinds: type[Enum]) -> None:
    for kind in kinds:
        assert f"`{kind.value}`" in chapter


def test_the_limits_are_those_of_the_chapter(chapter: str) -> None:
    clause = chapter[chapter.index("**K11.") : chapter.index("## Feedback")]
    for limit in (base.MAX_UTTERANCE, base.MAX_JSON, base.MAX_NAME, base.MAX_ARTIFACT):
        assert f"{limit:,}" in clause
    assert f"at most {exact.MAX_DIGITS}\ndigits" in clause
    assert f"at most {exact.MAX_DEPTH} levels" in clause
    assert f"which is {len(schema.MIGRATIONS)}." in chapter


def test_the_clauses_are_numbered_in_order(chapter: str) -> None:
    numbers = [int(number) for number in re.findall(r"^\*\*K(\d+)\. ", chapter, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(number) for number in re.findall(r"\(K(\d+)\)", chapter)} <= set(numbers)
