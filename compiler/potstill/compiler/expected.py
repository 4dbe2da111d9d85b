"""What a parser's complaint means to the person who wrote the recipe."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Diagnostic, diagnostic, did_you_mean
from potstill.compiler.lalr import accepted
from potstill.compiler.scan import STATEMENTS
from potstill.ir.program import Span

_SLOT_WORDS: Final = (
    "int", "decimal", "money", "percent", "fraction", "multiplier", "ordinal", "date", "monthday", "time",
    "duration", "enum", "words", "names", "list", "text",
)  # fmt: skip
_TYPE_WORDS: Final = (
    "bool", "int", "decimal", "rational", "text", "enum", "date", "monthday", "time", "duration", "list",
    "record", "optional",
)  # fmt: skip
_ELSEWHERE: Final = {
    ".": ("values have no attributes and no methods", "call an operator: `len(x)` instead of `x.len`"),
    "&": ("conditions are joined by words", "write `and`"),
    "|": ("conditions are joined by words", "write `or`"),
    "!": ("a condition is denied by a word", "write `not`"),
    "^": ("powers are written with two stars", "write `x ** n`"),
    "?": ("a choice is written with words", "write `x if condition else y`"),
    "+=": ("a name has one value", "introduce another name with `let`"),
    "-=": ("a name has one value", "introduce another name with `let`"),
    "*=": ("a name has one value", "introduce another name with `let`"),
    "$": ("a currency belongs to a slot's type or into a text", 'write `money USD` or f"${x:.2f}"'),
    "`": ("texts stand between quotes", 'write "..."'),
    ";": ("statements are separated by line ends", "begin a new line"),
    "\\": ("a statement goes on by itself on the next line", "delete the backslash"),
    "lambda": ("there are no functions to define", "name the expression with `let`"),
    "def": ("there are no functions to define", "name the expression with `let`"),
    "return": ("a recipe has one answer", "write `answer`"),
    "import": ("a recipe stands by itself", "delete it; `table` and `context` bring in data"),
    "is": ("values have no identity", "write `==`, or `present(x)` for an optional value"),
    "elif": ("a choice is one expression", "write `x if a else y if b else z`"),
    "while": ("there are no loops", "write a comprehension: `[x * 2 for x in xs]`"),
}  # fmt: skip
"""What other languages have and this one has not: why, and what to write."""

_NAMES: Final = {
    "NAME": "a name", "NUMBER": "a number", "STRING": "a text in quotes", "FSTRING": "an f-string",
    "REGEX": "a pattern between slashes", "LITERAL": "words", "GAP": "a blank", "UNIT": "a unit of time",
    "DAY": "a date", "YEARLY_DAY": "a day of the year", "CLOCK": "a time of day", "$END": "the end",
}  # fmt: skip
_LITERALS: Final = frozenset(
    _NAMES[kind] for kind in ("NAME", "NUMBER", "STRING", "FSTRING", "DAY", "YEARLY_DAY", "CLOCK")
)
_OPERATORS: Final = frozenset(
    (*"+-*/%<>[", "//", "**", "<=", ">=", "==", "!=", "in", "not", "and", "or", "if")
)
_GROUPS: Final = (
    ("a value", _LITERALS | frozenset(("-", "(", "[", "{", "not", "true", "false", "none", "answer"))),
    ("an operator", _OPERATORS | {"a unit of time"}),
    ("a way to read it, such as `int 1..10`", frozenset(_SLOT_WORDS)),
    ("a type", frozenset(_TYPE_WORDS)),
    ("a piece of a template", frozenset(("words", "a blank", "(", "[", "{", "<"))),
    ("another statement", frozenset((*STATEMENTS, "the end"))),
)
_PIECE: Final = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_0-9]+|[-+*/=<>!.]{2}|.", re.DOTALL)


def explain(wrong: UnexpectedInput, text: str, start: int, end: int, symbol: str) -> Diagnostic:
    """The diagnostic of a fault that the parser met in a part of the text that should be a ``symbol``."""
    at = end
    if isinstance(wrong, UnexpectedCharacters):
        at = wrong.pos_in_stream or start
    elif isinstance(wrong, UnexpectedToken) and wrong.token.type != "$END":
        at = wrong.token.start_pos or start
    names, last = accepted(text, start, at, symbol)
    expected = {_NAMES.get(each, each) for each in names}
    piece = _PIECE.match(text, at, end)
    if piece is None:
        code = Code.UNFINISHED_TEMPLATE if symbol == "template" else Code.UNFINISHED
        return diagnostic(code, Span(max(start, last - 1), last), expected=listed(expected))
    if symbol == "template":
        return _in_template(Span(at, at + 1), text[at], expected, text)
    return _in_statement(Span(at, piece.end()), piece[0], expected, text)


def listed(expected: Set[str]) -> str:
    """What could stand here, in few words."""
    left = set(expected)
    parts: list[str] = []
    for what, kinds in _GROUPS:
        if len(kinds & left) > 4:
            parts.append(what)
            left -= kinds
    known = set(_NAMES.values())
    parts += sorted(each if each in known else f"`{each}`" for each in left)
    return " or ".join(parts[:6]) or "nothing more"


def _in_template(span: Span, found: str, expected: Set[str], text: str) -> Diagnostic:
    if found == "{" and text[span.start + 1 : span.start + 2] == "}":
        hint = "name the slot between the braces"
    elif found in "|;":
        hint = f"a literal one is written `\\{found}`; `(a|b)` and `(a;b)` cannot be mixed in one bracket"
    elif found in ")]}>":
        hint = f"write `\\{found}` for a literal one, or the bracket that it closes"
    else:
        hint = "a bracket, brace or angle is made literal by a backslash before it"
    return diagnostic(Code.BAD_TEMPLATE, span, found=found, expected=listed(expected), hint=hint)


def _in_statement(span: Span, found: str, expected: Set[str], text: str) -> Diagnostic:
    if "family" in expected:
        return diagnostic(Code.NO_FAMILY, span)
    if found == "family":
        return diagnostic(Code.SECOND_FAMILY, span)
    if found[0].isdigit() and not found.isdigit():
        return diagnostic(Code.BAD_NUMBER, span, text=found)
    word = found.isidentifier()
    if word and {"int", "enum", "duration"} <= expected:
        reading = "percent" in expected
        words, whose = (_SLOT_WORDS, "slots are read") if reading else (_TYPE_WORDS, "values are typed")
        data = {"suggestion": did_you_mean(found, words), "known": ", ".join(words), "whose": whose}
        return diagnostic(Code.UNKNOWN_TYPE, span, word=found, **data)
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    if word and "let" in expected and not before.strip() and found not in STATEMENTS:
        return diagnostic(
            Code.UNKNOWN_STATEMENT, span, word=found, suggestion=did_you_mean(found, STATEMENTS)
        )
    if found == "=" and "*" in expected:
        return diagnostic(Code.ASSIGNMENT, span)
    if found in _ELSEWHERE:
        why, hint = _ELSEWHERE[found]
        return diagnostic(Code.NOT_IN_LANGUAGE, span, found=found, why=why, hint=hint)
    return diagnostic(Code.UNEXPECTED, span, found=found, expected=listed(expected))
