"""The LALR(1) parser that Lark makes of ``spec/recipe.lark``, and plain trees of parts of a text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from lark import Lark, Token, Tree
from lark.lexer import PatternRE, TerminalDef
from lark.utils import TextSlice

STARTS: Final = ("recipe", "statements", "template", "expression")


def grammar_file() -> Path:
    """``recipe.lark``: in ``spec/`` of the project, or, installed, beside this module."""
    beside = Path(__file__).with_name("recipe.lark")
    return beside if beside.exists() else Path(__file__).parents[3] / "spec" / "recipe.lark"


_SPELLED: Final[dict[str, str]] = {}
"""The fixed terminals by their names, as they are written. Filled when the parser is built."""


def _whole_words(terminal: TerminalDef) -> None:
    """Make words of the language end where a word ends, and numbers: ``letx`` is a name, not ``let x``."""
    pattern = terminal.pattern
    if pattern.type == "str":
        _SPELLED[terminal.name] = pattern.value
    if pattern.type == "str" and pattern.value.isidentifier():
        terminal.pattern = PatternRE(f"{pattern.value}(?![A-Za-z0-9_])")
        terminal.priority = 1
    elif terminal.name in ("NUMBER", "UNIT"):
        terminal.pattern = PatternRE(f"(?:{pattern.value})(?![A-Za-z0-9_])")


@cache
def parser() -> Lark:
    """The parser; building its tables takes a third of a second, once a process."""
    text = grammar_file().read_text("utf-8")
    return Lark(
        text,
        parser="lalr",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=_whole_words,
    )


def parse_tree(text: str, start: int, end: int, symbol: str) -> Tree[Token]:
    """The tree of a part of a text; positions count from the beginning of the whole text.

    Raises lark.exceptions.UnexpectedInput.
    """
    return parser().parse(TextSlice(text, start, end), start=symbol)


def accepted(text: str, start: int, end: int, symbol: str) -> tuple[set[str], int]:
    """How the terminals that may follow a part of a text are written; for those that vary, their names.

    And where the last token of the part ends.
    """
    state = parser().parse_interactive(TextSlice(text, start, end), start=symbol)
    read = state.exhaust_lexer()
    names: set[str] = state.accepts()  # type: ignore[no-untyped-call]  # Lark leaves it without types
    last = read[-1].end_pos if read else None
    return {_SPELLED.get(name, name) for name in names}, last or start


def depth(tree: Tree[Token], limit: int) -> int:
    """The number of levels of a tree, or ``limit`` + 1 as soon as there are more. Does not recurse."""
    level: list[Tree[Token]] = [tree]
    for count in range(1, limit + 1):
        level = [child for parent in level for child in parent.children if isinstance(child, Tree)]
        if not level:
            return count
    return limit + 1
