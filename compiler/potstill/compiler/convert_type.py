"""Types of values and ways to read slots, as syntax trees."""

from __future__ import annotations

from lark import Token, Tree

from potstill.compiler import syntax as s
from potstill.compiler.convert_expression import expression
from potstill.compiler.convert_template import template
from potstill.compiler.convert_text import Here, day, name_of, number, quoted, span_of, stretch, tokens, trees
from potstill.compiler.remarks import Remarks


def convert_type(here: Here, tree: Tree[Token], remarks: Remarks) -> s.TypeSyntax:
    """The type that a tree of the grammar stands for."""
    span = span_of(tree)
    match str(tree.data).removeprefix("read_"):
        case "enum":
            return s.EnumType(tuple(_member(here, child, remarks) for child in trees(tree)), span=span)
        case "words":
            excepted = tuple(
                quoted(here, token) for mark in trees(tree, "except") for token in tokens(mark, "STRING")
            )
            return s.WordsType(_range(here, tree), excepted, bool(trees(tree, "with_numbers")), span=span)
        case "names":
            conditions = tuple(_condition(here, child) for child in trees(tree, "condition"))
            return s.NamesType(name_of(tokens(tree, "NAME")[0]), conditions, span=span)
        case "list":
            element = convert_type(here, trees(tree)[0], remarks)
            return s.ListType(element, _range(here, tree), span=span)
        case "text" if tree.data == "read_text" or tokens(tree, "REGEX"):
            patterns = [str(token)[1:-1] for token in tokens(tree, "REGEX")]
            return s.FreeType(patterns[0] if patterns else None, span=span)
        case "record":
            fields = trees(tree, "field")
            pairs = (
                (name_of(field.children[0]), convert_type(here, trees(field)[0], remarks)) for field in fields
            )
            return s.RecordType(tuple(pairs), span=span)
        case "optional":
            return s.OptionalType(convert_type(here, trees(tree)[0], remarks), span=span)
        case _:
            return _word(here, tree)


def _word(here: Here, tree: Tree[Token]) -> s.TypeName:
    words, names, limits = tree.children[0], tokens(tree, "NAME"), tokens(tree, "NUMBER")
    places, steps = trees(tree, "places"), trees(tree, "step")
    return s.TypeName(
        str(words),
        range=_range(here, tree) if trees(tree, "range") else None,
        step=_bound(here, trees(steps[0])[0]) if steps else None,
        places=number(tokens(places[0], "NUMBER")[0]) if places else None,
        name=name_of(names[0]) if names else None,
        limit=number(limits[0]) if limits else None,
        digits=bool(tokens(tree, "DIGITS")),
        span=span_of(tree),
    )


def _range(here: Here, tree: Tree[Token]) -> s.Range:
    (found,) = trees(tree, "range")
    low, high = (_bound(here, child) for child in trees(found))
    return s.Range(low, high, span=span_of(found))


def _bound(here: Here, tree: Tree[Token]) -> s.Bound:
    span, negative = span_of(tree), bool(tokens(tree, "MINUS"))
    match str(tree.data):
        case "date_bound":
            return day(here, tree.children[0])
        case "span_bound":
            return s.Period(stretch(trees(tree)[0]), negative, span=span)
        case _:
            numbers = [number(token) for token in tokens(tree, "NUMBER")]
            return s.Ratio(numbers[0], numbers[1] if len(numbers) == 2 else None, negative, span=span)


def _member(here: Here, tree: Tree[Token], remarks: Remarks) -> s.Member:
    span = span_of(tree)
    above = remarks.above(span.start)
    value, *also = trees(tree)
    phrases = tuple(template(here, token) for each in also for token in tokens(each, "STRING"))
    comments = s.Comments(above, remarks.behind(span.end))
    return s.Member(expression(here, value), phrases, tree.data == "member_only", comments, span=span)


def _condition(here: Here, tree: Tree[Token]) -> s.Condition:
    key = name_of(tokens(tree, "NAME")[0])
    values = tuple(quoted(here, token) for token in tokens(tree, "STRING"))
    return s.Condition(key, values, bool(tokens(tree, "NOT")), span=span_of(tree))
