"""The canonical layout of recipes. ``parse(print(tree)) == tree``, and printing again changes nothing.

One statement a line; a blank line between groups of statements, and where the author left one; what is too
wide is broken, items of brackets one a line. Comments stay with what they are about.
"""

from __future__ import annotations

from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.layout import SOFT, Block, Doc, Group, Item, join, quoted, render
from potstill.compiler.print_expression import expression
from potstill.compiler.print_template import template
from potstill.compiler.print_type import type_text

_GROUPS: Final[dict[type[s.Statement], int]] = {
    s.Ask: 1, s.RuleDef: 1, s.Skip: 1, s.SlotDef: 2, s.LexiconDef: 2, s.NamesDef: 2, s.ContextDef: 2,
    s.TableDef: 3, s.Where: 4, s.LetDef: 5, s.Answer: 5, s.Ensure: 6,
    s.ExampleDef: 7, s.ResolveDef: 8, s.PriorityDef: 8,
}  # fmt: skip
"""Statements of one group stand together."""


def print_recipe(recipe: s.Recipe) -> str:
    """The recipe's text."""
    header = recipe.header
    lines = _lines(header, (f"family {header.name.text}",))
    if header.title is not None:
        lines = _lines(header, (f"family {header.name.text}\n{quoted(header.title.text)}",))
    group = 0
    for statement in recipe.statements:
        own = _GROUPS[type(statement)]
        lines += [""] if statement.blank or own != group else []
        lines += _lines(statement, _statement(statement))
        group = own
    lines += ["", *recipe.closing] if recipe.closing else []
    return "\n".join(lines) + "\n"


def _lines(statement: s.Statement, doc: Doc) -> list[str]:
    behind = f"  {statement.comments.behind}" if statement.comments.behind else ""
    return [*statement.comments.above, render(doc) + behind]


def _statement(statement: s.AnyStatement) -> Doc:
    match statement:
        case s.Ask(found, fixed):
            return (f"ask {template(found)}", *_with(fixed))
        case s.RuleDef(name, found):
            return (f"rule {name.text} = {template(found)}",)
        case s.Skip(phrases):
            items = tuple(Item((quoted(each.text),)) for each in phrases)
            return (Block("skip ", items, "", last_comma=False, filled=True),)
        case s.SlotDef(name, kind, flavour, optional, default):
            return (f"slot {name.text}: ", *type_text(kind), *_marks(flavour, optional, default))
        case s.LexiconDef(name, kind):
            return (f"lexicon {name.text}: ", *type_text(kind))
        case s.ContextDef(name, kind, optional):
            return (f"context {name.text}: ", *type_text(kind), " optional" if optional else "")
        case s.NamesDef(name, kind):
            return (f"list {name.text} of ", *type_text(kind))
        case s.TableDef():
            return _table(statement)
        case s.Where(test):
            return ("where ", *expression(test))
        case s.LetDef(name, kind, value):
            return (f"let {name.text}", *_declared(kind), " = ", *expression(value))
        case s.Answer(None, value):
            return ("answer ", *expression(value))
        case s.Answer(kind, value):
            return ("answer", *_declared(kind), " = ", *expression(value))
        case s.Ensure(test):
            return ("ensure ", *expression(test))
        case s.ExampleDef(utterance, context, answer):
            return (f"example {quoted(utterance.text)}", *_with(context), SOFT, "=> ", *expression(answer))
        case s.ResolveDef(order):
            return (f"resolve {order.text}",)
        case s.PriorityDef(number, negative):
            return (f"priority {'-' if negative else ''}{number.text}",)
        case _:
            assert_never(statement)


def _with(fixed: tuple[s.Fixed, ...]) -> Doc:
    if not fixed:
        return ()
    values = [(f"{each.name.text} = ", *expression(each.value)) for each in fixed]
    return (SOFT, Group(("with ", *join(values, (",", SOFT)))))


def _marks(flavour: bool, optional: bool, default: s.Expression | None) -> Doc:
    marks: Doc = (" flavour",) if flavour else ()
    marks += (" optional",) if optional else ()
    return marks if default is None else (*marks, " default ", *expression(default))


def _declared(kind: s.TypeSyntax | None) -> Doc:
    return () if kind is None else (": ", *type_text(kind))


def _table(table: s.TableDef) -> Doc:
    mapping: Doc = ()
    if table.key is not None and table.value is not None:
        mapping = (": ", *type_text(table.key), " -> ", *type_text(table.value))
    rows = tuple(
        Item((".." if row.upto else "", *expression(row.key), ": ", *expression(row.value)), row.comments)
        for row in table.rows
    )
    return (f"table {table.name.text}", *mapping, " ", Block("{", rows, "}", filled=True))
