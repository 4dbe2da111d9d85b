"""The syntax tree of a recipe, made of the grammar's plain tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict

from lark import Token, Tree

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.convert_expression import expression
from potstill.compiler.convert_template import template
from potstill.compiler.convert_text import Here, name_of, number, quoted, span_of, tokens, trees
from potstill.compiler.convert_type import convert_type
from potstill.compiler.diagnostics import Report
from potstill.compiler.remarks import BLANK_LINE, Remarks
from potstill.compiler.scan import Comment
from potstill.ir.program import Span


class _Common(TypedDict):
    comments: s.Comments
    blank: bool
    span: Span


class Converter:
    """Converts the trees of one text."""

    def __init__(self, text: str, report: Report, comments: Sequence[Comment]) -> None:
        self._here = Here(text, report)
        self._remarks = Remarks(text, comments)
        self._end = 0

    def recipe(self, tree: Tree[Token]) -> s.Recipe:
        """The tree of a whole text."""
        header = self._header(trees(tree)[0])
        statements = self.statements(tree)
        closing = self._remarks.above(len(self._here.text) + 1)
        return s.Recipe(header, statements, closing[:-1] if closing[-1:] == ("",) else closing)

    def statements(self, tree: Tree[Token]) -> tuple[s.AnyStatement, ...]:
        """The statements of a part of a text; a header among them is left out."""
        return tuple(self._statement(child) for child in trees(tree) if child.data != "family")

    def _common(self, span: Span, above: tuple[str, ...], blank: bool) -> _Common:
        inside = tuple(filter(None, self._remarks.above(span.end)))
        start = self._remarks.upcoming
        behind = self._remarks.behind(span.end)
        self._end = span.end if behind is None or start is None else start + len(behind)
        return {"comments": s.Comments(above + inside, behind), "blank": blank, "span": span}

    def _above(self, start: int) -> tuple[tuple[str, ...], bool]:
        """The comments above something, and whether a blank line stands above these."""
        upcoming = self._remarks.upcoming
        top = start if upcoming is None else min(start, upcoming)
        blank = BLANK_LINE.search(self._here.text, self._end, top) is not None
        return self._remarks.above(start), blank

    def _header(self, tree: Tree[Token]) -> s.Header:
        span = span_of(tree)
        above, _ = self._above(span.start)
        titles = tokens(tree, "STRING")
        title = quoted(self._here, titles[0]) if titles else None
        return s.Header(name_of(tree.children[1]), title, **self._common(span, above, False))

    def _statement(self, tree: Tree[Token]) -> s.AnyStatement:
        here, children, span = self._here, tree.children, span_of(tree)
        above, blank = self._above(span.start)

        def common() -> _Common:
            return self._common(span, above, blank)

        match str(tree.data):
            case "ask":
                return s.Ask(template(here, children[1]), self._fixed(tree), **common())
            case "rule":
                return s.RuleDef(name_of(children[1]), template(here, children[3]), **common())
            case "skip":
                phrases = tuple(quoted(here, token) for token in tokens(tree, "STRING"))
                return s.Skip(phrases, **common())
            case "slot":
                return self._slot(tree, common)
            case "lexicon":
                kind = convert_type(here, trees(tree)[0], self._remarks)
                return s.LexiconDef(name_of(children[1]), kind, **common())
            case "context":
                kind = convert_type(here, trees(tree)[0], self._remarks)
                return s.ContextDef(name_of(children[1]), kind, bool(tokens(tree, "OPTIONAL")), **common())
            case "names":
                kind = convert_type(here, trees(tree)[0], self._remarks)
                return s.NamesDef(name_of(children[1]), kind, **common())
            case "table":
                return self._table(tree, common)
            case "where":
                return s.Where(self._expression(tree), **common())
            case "let":
                return s.LetDef(
                    name_of(children[1]), self._declared(tree), self._expression(tree), **common()
                )
            case "answer":
                return s.Answer(self._declared(tree), self._expression(tree), **common())
            case "ensure":
                return s.Ensure(self._expression(tree), **common())
            case "example":
                utterance = quoted(here, children[1])
                return s.ExampleDef(utterance, self._fixed(tree), self._expression(tree), **common())
            case "resolve":
                return s.ResolveDef(name_of(children[1]), **common())
            case "priority":
                return s.PriorityDef(number(children[-1]), bool(tokens(tree, "MINUS")), **common())
            case other:
                raise AssertionError(f"the grammar has no statement {other}")

    def _slot(self, tree: Tree[Token], common: Callable[[], _Common]) -> s.SlotDef:
        here = self._here
        kind, *marks = trees(tree)
        defaults = [mark for mark in marks if mark.data == "default"]
        names = [str(mark.data) for mark in marks]
        for mark in marks:
            if names.count(str(mark.data)) > 1:
                here.report.add(Code.MARKED_TWICE, span_of(marks[-1]), mark=mark.children[0])
        return s.SlotDef(
            name_of(tree.children[1]),
            convert_type(here, kind, self._remarks),
            "flavour" in names,
            "absent" in names,
            expression(here, trees(defaults[0])[0]) if defaults else None,
            **common(),
        )

    def _table(self, tree: Tree[Token], common: Callable[[], _Common]) -> s.TableDef:
        here = self._here
        mapping = trees(tree, "mapping")
        types = (
            [convert_type(here, child, self._remarks) for child in trees(mapping[0])]
            if mapping
            else [None, None]
        )
        rows: list[s.Row] = []
        for row in trees(tree, "row", "bound_row"):
            span = span_of(row)
            above = self._remarks.above(span.start)
            key, value = (expression(here, child) for child in trees(row))
            comments = s.Comments(above, self._remarks.behind(span.end))
            rows.append(s.Row(key, value, row.data == "bound_row", comments, span=span))
        return s.TableDef(name_of(tree.children[1]), types[0], types[1], tuple(rows), **common())

    def _fixed(self, tree: Tree[Token]) -> tuple[s.Fixed, ...]:
        here = self._here
        return tuple(
            s.Fixed(name_of(fix.children[0]), expression(here, trees(fix)[0]), span=span_of(fix))
            for clause in trees(tree, "with")
            for fix in trees(clause)
        )

    def _declared(self, tree: Tree[Token]) -> s.TypeSyntax | None:
        declared = trees(tree, "declared")
        return convert_type(self._here, trees(declared[0])[0], self._remarks) if declared else None

    def _expression(self, tree: Tree[Token]) -> s.Expression:
        return expression(self._here, trees(tree)[-1])
