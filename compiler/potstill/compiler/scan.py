"""A linear scan of a recipe before it is parsed: caps, brackets, quotes, characters that are not allowed.

What comes after may rely on it: brackets pair and nest at most MAX_NESTING deep, numbers are short, quotes
are closed, and nothing in the text looks like something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.source import Source
from potstill.ir.program import Span

MAX_NESTING: Final = 64
"""Brackets inside brackets, in expressions and in templates."""

MAX_DIGITS: Final = 1000
"""Digits of one number."""

STATEMENTS: Final = (
    "family", "ask", "rule", "skip", "slot", "lexicon", "context", "list", "table", "where", "let", "answer",
    "ensure", "example", "resolve", "priority",
)  # fmt: skip

_QUOTED: Final = r"f?\"(?:[^\"\\\n]|\\.)*\"|f?'(?:[^'\\\n]|\\.)*'"
_TOKEN: Final = re.compile(
    rf"""(?P<comment>\#[^\n]*)
    |(?P<pattern>\btext\s+/(?!\s)(?:[^/\\\n]|\\.)+/)
    |(?P<quoted>{_QUOTED})
    |(?P<open>f?["'][^\n]*)
    |(?P<number>[0-9](?:[0-9_]|\.(?=[0-9]))*)
    |(?P<word>\w+)
    |(?P<bracket>[()\[\]{{}}])
    |(?P<foreign>[^\s\x21-\x7e])""",
    re.VERBOSE,
)
_OPERATORS: Final = "if|else|and|or|in|not|for"
_PARTS: Final = "with|default|optional|flavour|step|except|digits|only|of|den"
_START: Final = re.compile(
    rf"""^[ \t]*(?:
    (?:ask|skip|example)[ \t]*["']
    |(?:family|rule|slot|lexicon|context|list|table|let|resolve)[ \t]+(?!(?:{_OPERATORS})\b)[A-Za-z_]
    |(?:where|ensure|answer)\b(?![ \t]*(?:[-+*/%<>=!)\],]|(?:{_OPERATORS})\b))
    |answer[ \t]*:
    |priority[ \t]+[-0-9]
    |(?!(?:{_OPERATORS}|{_PARTS})\b)[A-Za-z_]\w*[ \t]+(?:["']|(?!(?:{_OPERATORS}|{_PARTS})\b)[A-Za-z_])
    )""",
    re.VERBOSE | re.MULTILINE,
)
"""Where a statement begins, or something that is none: two words in a row that no expression has."""

FORBIDDEN: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BEFORE_TYPE: Final = re.compile(r"(?::|->|\b(?:of|optional)\b|\blist\s*\()\s*\Z")
"""What stands before a type; elsewhere ``text`` is a value, and the slashes behind it divide."""

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its ``#``, where it stands, and whether something stands before it on its line."""

    text: str
    start: int
    behind: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """``starts``: where statements seem to begin, in order; a help after a fault, not part of the grammar."""

    comments: tuple[Comment, ...]
    starts: tuple[int, ...]


def scan(source: Source, report: Report) -> Scan:
    """Check the text; what is wrong goes into the report."""
    _forbidden(source.text, report)
    heads = [match.start() for match in _START.finditer(source.text)]
    margin = _margin(source.text)
    comments: list[Comment] = []
    starts: list[int] = []
    brackets: list[tuple[str, int]] = []
    upcoming = 0
    at = 0
    while (match := _TOKEN.search(source.text, at)) is not None:
        start, at = match.span()
        while upcoming < len(heads) and heads[upcoming] <= start:
            head = heads[upcoming]
            upcoming += 1
            if brackets and _column(source.text, head) <= margin:
                _unclosed(brackets, report)
            if not brackets:
                starts.append(head)
        kind = match.lastgroup
        if kind == "pattern" and not _BEFORE_TYPE.search(source.text, max(start - 100, 0), start):
            at = start + len("text")
            continue
        if kind == "comment":
            line = source.text.rfind("\n", 0, start) + 1
            comments.append(Comment(match[0].rstrip(), start, bool(source.text[line:start].strip())))
        elif kind == "bracket":
            _bracket(match[0], start, brackets, report)
        elif kind is not None and kind != "pattern":
            _check(kind, match[0], start, report)
    _unclosed(brackets, report)
    return Scan(tuple(comments), tuple(starts))


def _margin(text: str) -> int:
    """The indentation of the first line that says something."""
    match = re.search(r"^([ \t]*)[^\s#]", text, re.MULTILINE)
    return len(match[1]) if match else 0


def _column(text: str, line: int) -> int:
    rest = text[line : line + 1000]
    return len(rest) - len(rest.lstrip(" \t"))


def _forbidden(text: str, report: Report) -> None:
    for match in FORBIDDEN.finditer(text):
        code = ord(match[0])
        control = code < 0xA0 or 0xD800 <= code <= 0xDFFF
        kind = Code.CONTROL_CHARACTER if control else Code.INVISIBLE_CHARACTER
        report.add(kind, Span(match.start(), match.end()), character=f"U+{code:04X}")


def _bracket(char: str, at: int, brackets: list[tuple[str, int]], report: Report) -> None:
    if char in _CLOSING:
        brackets.append((char, at))
        if len(brackets) == MAX_NESTING + 1:
            report.add(Code.NESTED_TOO_DEEP, Span(at, at + 1), limit=MAX_NESTING)
    elif not brackets:
        report.add(Code.STRAY_BRACKET, Span(at, at + 1), bracket=char)
    else:
        opening, _ = brackets.pop()
        if _CLOSING[opening] != char:
            data = {"bracket": char, "opening": opening, "expected": _CLOSING[opening]}
            report.add(Code.MISMATCHED_BRACKET, Span(at, at + 1), **data)


def _unclosed(brackets: list[tuple[str, int]], report: Report) -> None:
    if brackets and not report.failed:
        opening, where = brackets[-1]
        report.add(Code.UNCLOSED_BRACKET, Span(where, where + 1), bracket=opening, expected=_CLOSING[opening])
    brackets.clear()


def _check(kind: str, text: str, start: int, report: Report) -> None:
    span = Span(start, start + len(text))
    if kind == "quoted":
        depth = deepest = 0
        for char in re.findall(r"\\.|[()\[\]{}]", text):
            depth += 1 if char in _CLOSING else -1 if char in _CLOSING.values() else 0
            deepest = max(deepest, depth)
        if deepest > MAX_NESTING:
            report.add(Code.NESTED_TOO_DEEP, span, limit=MAX_NESTING)
    elif kind == "open":
        report.add(Code.UNCLOSED_QUOTE, span, quote=text.lstrip("f")[0])
    elif kind == "number":
        if sum(char.isdigit() for char in text) > MAX_DIGITS:
            report.add(Code.NUMBER_TOO_LONG, span, limit=MAX_DIGITS)
    elif not text.isascii() and not FORBIDDEN.match(text):
        odd = next(char for char in text if not char.isascii())
        code = Code.FOREIGN_LETTER if kind == "word" else Code.FOREIGN_CHARACTER
        report.add(code, span, text=text, character=f"U+{ord(odd):04X}")
