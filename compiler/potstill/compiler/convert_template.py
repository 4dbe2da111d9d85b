"""What stands between the quotes of a template, as a syntax tree."""

from __future__ import annotations

import re
from typing import Final

from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.convert_text import Here, name_of, span_of, tokens, trees
from potstill.compiler.expected import explain
from potstill.compiler.lalr import depth, parse_tree
from potstill.compiler.limits import MAX_DEPTH
from potstill.ir.program import Span

SPECIAL: Final = "()[]{}<>|;\\\"'"
"""Characters that a backslash makes literal in a template."""


def template(here: Here, token: Tree[Token] | Token) -> s.Template:
    """The template in a string."""
    outer = span_of(token)
    span = Span(outer.start + 1, outer.end - 1)
    try:
        tree = parse_tree(here.text, span.start, span.end, "template")
    except UnexpectedInput as wrong:
        here.report.append(explain(wrong, here.text, span.start, span.end, "template"))
        return s.Template((), span=outer)
    if depth(tree, MAX_DEPTH) > MAX_DEPTH:
        here.report.add(Code.TOO_DEEP_TREE, outer, limit=MAX_DEPTH)
        return s.Template((), span=outer)
    return s.Template(_options(here, tree, span.start), span=outer)


def _options(here: Here, tree: Tree[Token], start: int) -> tuple[s.Sequence, ...]:
    """The sequences of a choice or a permutation; ``start``: where the first begins."""
    found: list[s.Sequence] = []
    for child in tree.children:
        if isinstance(child, Tree):
            found.append(_sequence(here, child, start))
        else:
            start = child.end_pos or 0
    return tuple(found)


def _sequence(here: Here, tree: Tree[Token], start: int) -> s.Sequence:
    items = tuple(_piece(here, child) for child in trees(tree))
    return s.Sequence(items, span=span_of(tree) if items else Span(start, start))


def _piece(here: Here, tree: Tree[Token]) -> s.Piece:
    span = span_of(tree)
    match str(tree.data):
        case "literal":
            return s.Literal(_literal(here, str(tree.children[0]), span.start), span=span)
        case "gap":
            return s.Blank(span=span)
        case "use_slot":
            names = [name_of(token) for token in tokens(tree, "NAME")]
            return s.SlotUse(names[-1], names[0] if len(names) == 2 else None, span=span)
        case "use_rule":
            return s.RuleUse(name_of(tokens(tree, "NAME")[0]), span=span)
        case "any_order" | "perhaps_any_order" as kind:
            parts = _options(here, trees(tree)[0], span.start + 1)
            return s.Permutation(parts, kind == "perhaps_any_order", span=span)
        case kind:
            return s.Choice(_options(here, trees(tree)[0], span.start + 1), kind == "perhaps", span=span)


def _literal(here: Here, text: str, start: int) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1] not in SPECIAL:
            at = start + match.start()
            here.report.add(Code.BAD_TEMPLATE_ESCAPE, Span(at, at + 2), escape=match[0])
        return match[1]

    return re.sub(r"\\(.)", replace, text) if "\\" in text else text
