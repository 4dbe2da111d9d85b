"""The recipe language for a model: what ``spec/`` says of it, cut down to what somebody needs who writes.

Nothing here is a sentence of its own: the clauses are those of ``language.md``, the syntax is ``recipe.lark``
without its comments, the operators are the rows of the operator table.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from potstill.compiler.lalr import grammar_file
from potstill.ir.operators import OPERATORS

_FIRST, _LAST = "## L4:", "## L28:"
_REASONS: Final = re.compile(r"(?ms)^\*Why\.\*.*?(?=^#|\Z)")
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_COMMENT: Final = re.compile(r"(?m)^//.*\n+")
_EXAMPLE: Final = re.compile(r"(?ms)^```\n(.*?)^```")


def language_file() -> Path:
    """``language.md``: in ``spec/`` of the project, or, installed, beside this module."""
    beside = Path(__file__).with_name("language.md")
    return beside if beside.exists() else Path(__file__).parents[4] / "spec" / "language.md"


@cache
def reference() -> str:
    """The language on some 30,000 characters: an example, the clauses, the grammar, the operators."""
    chapter = language_file().read_text("utf-8")
    example = _EXAMPLE.search(chapter)
    clauses = chapter[chapter.index(_FIRST) : chapter.index(_LAST)]
    grammar = _COMMENT.sub("", grammar_file().read_text("utf-8"))
    return "\n\n".join(
        (
            "# A recipe",
            "" if example is None else example[1].strip(),
            "# What its statements mean",
            _LINK.sub(r"\1", _REASONS.sub("", clauses)).strip(),
            "# Its grammar",
            grammar.strip(),
            "# Operators",
            _operators(),
        )
    )


def _operators() -> str:
    """One line an operator: how it is written, what it gives, and a condition that holds."""
    lines: list[str] = []
    for category, rows in groupby(OPERATORS, lambda row: row.category):
        lines.append(f"## {category.value}")
        lines += [f"{', '.join(row.surface)}: {row.doc} ({row.example})" for row in rows]
    return "\n".join(lines)
