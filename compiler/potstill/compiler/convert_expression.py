"""Expressions, as syntax trees."""

from __future__ import annotations

import re
from typing import Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.convert_text import (
    Here,
    clock,
    day,
    name_of,
    number,
    quoted,
    span_of,
    stretch,
    tokens,
    trees,
    unescape,
    yearly_day,
)
from potstill.compiler.expected import explain
from potstill.compiler.lalr import depth, parse_tree
from potstill.compiler.limits import MAX_DEPTH, MAX_HOLES
from potstill.ir.program import Span

_SHAPE: Final = re.compile(r":(,)?(?:\.([0-9]{1,4})f)?[ \t]*$")
_HOLE_PARTS: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\\.|[\[({]|[\])}]|:", re.DOTALL)
_LITERAL_PARTS: Final = re.compile(r"(?:[^{}\\]|\\u\{[0-9A-Fa-f]*\}|\\.|\{\{|\}\})+", re.DOTALL)
_QUOTES: Final = re.compile(r"\\u\{[^}]*\}|\{\{|\}\}")


def expression(here: Here, tree: Tree[Token]) -> s.Expression:
    """The expression that a tree of the grammar stands for."""
    span = span_of(tree)
    children = tree.children
    match str(tree.data):
        case "name":
            return s.Use(str(children[0]), span=span)
        case "number":
            return number(children[0])
        case "sum" | "product":
            return s.Chain(_operand(here, children[0]), _rest(here, tree), span=span)
        case "comparison":
            return s.Comparison(_operand(here, children[0]), _compared(here, tree), span=span)
        case "call":
            return _call(here, tree, span)
        case "group":
            return _operand(here, children[1])
        case "string":
            return s.Text(quoted(here, children[0]).text, span=span)
        case "formatted":
            return _formatted(here, span)
        case "disjunction" | "conjunction" as kind:
            parts = tuple(expression(here, child) for child in trees(tree))
            return s.Logic("or" if kind == "disjunction" else "and", parts, span=span)
        case "not" | "negative" as kind:
            return s.Unary("not" if kind == "not" else "-", _operand(here, children[1]), span=span)
        case "power":
            return s.Power(_operand(here, children[0]), _operand(here, children[2]), span=span)
        case "conditional":
            then, test, otherwise = (expression(here, child) for child in trees(tree))
            return s.Conditional(then, test, otherwise, span=span)
        case "index":
            return s.Index(_operand(here, children[0]), _operand(here, children[2]), span=span)
        case "list_display":
            return s.ListDisplay(tuple(expression(here, child) for child in trees(tree)), span=span)
        case "comprehension":
            return _each(here, tree, span)
        case "record_display":
            entries = (
                (name_of(entry.children[0]), _operand(here, entry.children[2])) for entry in trees(tree)
            )
            return s.RecordDisplay(tuple(entries), span=span)
        case "true" | "false" as word:
            return s.Truth(word == "true", span=span)
        case "none":
            return s.Nothing(span=span)
        case "result":
            return s.Result(span=span)
        case "span":
            return stretch(tree)
        case "date_literal":
            return day(here, children[0])
        case "month_day_literal":
            return yearly_day(here, children[0])
        case "time_literal":
            return clock(here, children[0])
        case other:
            raise AssertionError(f"the grammar has no expression {other}")


def _operand(here: Here, part: Tree[Token] | Token) -> s.Expression:
    assert isinstance(part, Tree)
    return expression(here, part)


def _rest(here: Here, tree: Tree[Token]) -> tuple[tuple[str, s.Expression], ...]:
    pairs = zip(tree.children[1::2], tree.children[2::2], strict=True)
    return tuple((str(operator), _operand(here, operand)) for operator, operand in pairs)


def _compared(here: Here, tree: Tree[Token]) -> tuple[tuple[str, s.Expression], ...]:
    pairs = zip(tree.children[1::2], tree.children[2::2], strict=True)
    return tuple(
        (" ".join(map(str, operator.children)), _operand(here, operand))
        for operator, operand in pairs
        if isinstance(operator, Tree)
    )


def _call(here: Here, tree: Tree[Token], span: Span) -> s.Call:
    arguments: tuple[s.Expression, ...] = ()
    for below in trees(tree):
        if below.data == "generator":
            arguments = (_each(here, below, span_of(below)),)
        else:
            arguments = tuple(expression(here, child) for child in trees(below))
    return s.Call(name_of(tree.children[0]), arguments, span=span)


def _each(here: Here, tree: Tree[Token], span: Span) -> s.Each:
    body, each = trees(tree)
    name = name_of(tokens(each, "NAME")[0])
    source, *test = (expression(here, child) for child in trees(each))
    return s.Each(expression(here, body), name, source, test[0] if test else None, span=span)


def _formatted(here: Here, span: Span) -> s.Format:
    """The parts of ``f"..."``."""
    parts: list[str | s.Hole] = []
    at, end, holes = span.start + 2, span.end - 1, 0
    while at < end and not here.report.failed:
        literal = _LITERAL_PARTS.match(here.text, at, end)
        if literal is not None:
            parts.append(_plain(here, literal[0], at))
            at = literal.end()
        elif here.text[at] == "{":
            close = _hole_end(here.text, at, end)
            if close is None:
                here.report.add(Code.BAD_HOLE, Span(at, end))
                break
            parts.append(_hole(here, at + 1, close))
            holes += 1
            if holes > MAX_HOLES:
                here.report.add(Code.TOO_MANY_HOLES, span, limit=MAX_HOLES)
            at = close + 1
        else:
            here.report.add(Code.STRAY_BRACE, Span(at, at + 1))
            break
    return s.Format(tuple(parts), span=span)


def _plain(here: Here, text: str, start: int) -> str:
    """Literal text: doubled braces are one, then escapes are undone."""
    single = _QUOTES.sub(lambda match: match[0] if match[0][0] == "\\" else match[0][0], text)
    return unescape(here, single, start)


def _hole_end(text: str, start: int, end: int) -> int | None:
    """Where the brace that closes the one at ``start`` stands."""
    level = 0
    for match in _HOLE_PARTS.finditer(text, start, end):
        if match[0] in "[({":
            level += 1
        elif match[0] in "])}":
            level -= 1
            if level == 0:
                return match.start()
    return None


def _hole(here: Here, start: int, end: int) -> s.Hole:
    span = Span(start - 1, end + 1)
    places, grouped, stop = None, False, end
    shape = _SHAPE.search(here.text, start, end)
    if shape is not None and shape[0].strip() != ":":
        stop = shape.start()
        places, grouped = int(shape[2]) if shape[2] else None, bool(shape[1])
    try:
        tree = parse_tree(here.text, start, stop, "expression")
    except UnexpectedInput as wrong:
        colon = _colon(here.text, start, end)
        if colon is not None:
            here.report.add(Code.BAD_FORMAT, Span(colon, end), shape=here.text[colon:end])
        else:
            here.report.append(explain(wrong, here.text, start, end, "expression"))
        return s.Hole(s.Nothing(span=span), span=span)
    if depth(tree, MAX_DEPTH) > MAX_DEPTH:
        here.report.add(Code.TOO_DEEP_TREE, span, limit=MAX_DEPTH)
        return s.Hole(s.Nothing(span=span), span=span)
    return s.Hole(expression(here, tree), places, grouped, span=span)


def _colon(text: str, start: int, end: int) -> int | None:
    """The first colon of a hole outside of brackets and quotes."""
    level = 0
    for match in _HOLE_PARTS.finditer(text, start, end):
        level += match[0] in "[({"
        level -= match[0] in "])}"
        if match[0] == ":" and level == 0:
            return match.start()
    return None
