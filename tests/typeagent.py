"""TypeAgent's recipes as data, and their patterns as regular expressions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final


def recipes(root: Path) -> dict[str, dict[str, Any]]:
    """The files of the recipes, by action."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted((root / "recipes").glob("*.json"))]
    return {data.get("actionName", data.get("name")): data for data in files}


def patterns(recipe: dict[str, Any]) -> list[str]:
    """The grammar patterns of a recipe."""
    return [each if isinstance(each, str) else each["pattern"] for each in recipe["grammarPatterns"]]


def examples(recipe: dict[str, Any]) -> list[str]:
    """The utterances that a recipe lists."""
    found = [each.get("examples", []) for each in recipe["grammarPatterns"] if isinstance(each, dict)]
    return [example for several in found for example in several]


_PART: Final = re.compile(r"\$\((\w+):(\w+)\)(\?)?|(\s+)|(\)\?|[()|])|([^\s()|$]+)")


def expression(pattern: str) -> re.Pattern[str]:
    """A regular expression for what a pattern reads, of utterances with single blanks between words.

    A blank of the pattern is one of the utterance; next to another one, or at an end, it is none.
    """
    made: list[str] = []
    for kind, optional, blank, mark, text in (
        (match[2], match[3], match[4], match[5], match[6]) for match in _PART.finditer(pattern)
    ):
        if kind:
            made.append({"wildcard": r"(?:\S(?:.*\S)?)", "number": r"(?:[+-]?\d+)"}[kind] + (optional or ""))
        elif blank:
            made.append(r"(?: |(?<= )|\Z|(?<!.))")
        elif mark:
            made.append({"(": "(?:", ")?": ")?"}.get(mark, mark))
        else:
            made.append(re.escape(text))
    return re.compile(f"(?:{''.join(made)}) ?", re.IGNORECASE)


def reads(pattern: str, utterance: str) -> bool:
    """Whether a pattern reads an utterance."""
    said = " ".join(utterance.split()).rstrip("?!.,")
    return expression(pattern).fullmatch(said) is not None
