"""Hostile recipes, as data in ``recipes.toml``: errors with their codes, in bounded time, no exception."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from potstill.compiler import compile_recipe, format_recipe

CASES = tomllib.loads(Path(__file__).with_name("recipes.toml").read_text("utf-8"))
SECONDS = 60
"""Far more than any of them takes; the caps keep them below a tenth of it on one slow core."""


def written(case: dict[str, Any]) -> str | bytes:
    """The recipe of a case."""
    if "binary" in case:
        digits, times = case["binary"]
        return bytes.fromhex(digits) * times
    text = ""
    for part in case["parts"]:
        if isinstance(part, str):
            text += part
            continue
        copy, times = part
        numbers = range(times) if copy.strip("#\n") else ()
        text += "".join(copy.replace("#", str(number)) for number in numbers) or copy * times
    return text


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_recipe(name: str) -> None:
    case = CASES[name]
    text = written(case)
    start = time.process_time()
    compiled = compile_recipe(text)
    shown = compiled.render()
    assert time.process_time() - start < SECONDS
    expected = case["codes"] * case.get("times", 1)
    assert [found.code.value for found in compiled.errors] == expected, shown[:2000]
    assert (compiled.artifact is None) == bool(case["codes"])
    assert len(shown) < 100_000
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_there_are_many_of_them() -> None:
    assert len(CASES) >= 40


def test_a_refused_recipe_is_not_laid_out() -> None:
    found = format_recipe("family x\n(")
    assert not isinstance(found, str)
    assert [each.code.value for each in found] == ["E010"]
