"""Text to syntax tree, or to diagnostics: total, deterministic, in time linear in the text.

The whole text is parsed in one go by the grammar of ``spec/recipe.lark``. Only where that fails are its
statements parsed one by one, so that each says what is wrong with it and nothing else.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from potstill.compiler.codes import Code
from potstill.compiler.convert import Converter
from potstill.compiler.diagnostics import Report
from potstill.compiler.expected import explain
from potstill.compiler.lalr import depth, parse_tree
from potstill.compiler.limits import MAX_DEPTH, MAX_PATTERNS
from potstill.compiler.scan import Scan, scan
from potstill.compiler.source import Source
from potstill.compiler.syntax import Recipe
from potstill.ir.program import Span

_NOTHING: Final = re.compile(r"(?:\s|#[^\n]*)*+")
"""Blanks and comments."""


def parse(source: Source, report: Report) -> Recipe | None:
    """The tree of a recipe; None, and diagnostics in the report, if it has none."""
    scanned = scan(source, report)
    if report.failed:
        return None
    if _NOTHING.fullmatch(source.text):
        report.add(Code.EMPTY_RECIPE, Span(0, 0))
        return None
    try:
        tree = parse_tree(source.text, 0, len(source.text), "recipe")
    except UnexpectedInput as wrong:
        _statement_by_statement(source, scanned, report)
        if not report.failed:
            report.append(explain(wrong, source.text, 0, len(source.text), "recipe"))
        return None
    if depth(tree, MAX_DEPTH) > MAX_DEPTH:
        deepest = _deep_statement(tree)
        report.add(Code.TOO_DEEP_TREE, deepest, limit=MAX_DEPTH)
        return None
    patterns = tree.scan_values(lambda token: isinstance(token, Token) and token.type == "REGEX")
    for extra in islice(patterns, MAX_PATTERNS, MAX_PATTERNS + 1):
        reason = f"the recipe has more than {MAX_PATTERNS} patterns"
        report.add(Code.PATTERN_TYPE, Span(extra.start_pos or 0, extra.end_pos or 0), reason=reason)
        return None
    recipe = Converter(source.text, report, scanned.comments).recipe(tree)
    return None if report.failed else recipe


def _statement_by_statement(source: Source, scanned: Scan, report: Report) -> None:
    """Parse each part that looks like a statement; the first fault of each goes into the report."""
    text = source.text
    nothing = _NOTHING.match(text)
    assert nothing is not None, "it matches the empty text"
    starts = [0, *(start for start in scanned.starts if start > nothing.end())]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if report.full:
            return
        symbol = "recipe" if start == 0 else "statements"
        try:
            tree = parse_tree(text, start, end, symbol)
        except UnexpectedInput as wrong:
            report.append(explain(wrong, text, start, end, symbol))
        else:
            if depth(tree, MAX_DEPTH) <= MAX_DEPTH:
                Converter(text, report, ()).statements(tree)


def _deep_statement(tree: Tree[Token]) -> Span:
    """The first token of the first statement that is too deep."""
    for child in tree.children:
        if isinstance(child, Tree) and depth(child, MAX_DEPTH) > MAX_DEPTH - 1:
            token = child.children[0]
            if isinstance(token, Token):
                return Span(token.start_pos or 0, token.end_pos or 0)
    return Span(0, 0)
