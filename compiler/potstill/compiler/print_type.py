"""Types of values and ways to read slots as recipes write them."""

from __future__ import annotations

from typing import assert_never

from potstill.compiler import syntax as s
from potstill.compiler.layout import Block, Doc, Item, block, quoted
from potstill.compiler.print_expression import expression
from potstill.compiler.print_template import template
from potstill.ir.writing import write_date


def type_text(kind: s.TypeSyntax) -> Doc:
    """The type."""
    match kind:
        case s.TypeName():
            return (_named(kind),)
        case s.EnumType(members):
            items = tuple(Item(_member(each), each.comments) for each in members)
            return (Block("enum {", items, "}", filled=True),)
        case s.WordsType(found, excepted, numbers):
            phrases = " except " + ", ".join(quoted(each.text) for each in excepted) if excepted else ""
            return (f"words {_range(found)}{phrases}{' with numbers' if numbers else ''}",)
        case s.NamesType(names, conditions):
            return (f"names {names.text}", *(part for each in conditions for part in _condition(each)))
        case s.FreeType(pattern):
            return ("text" if pattern is None else f"text /{pattern}/",)
        case s.ListType(element, found):
            return ("list(", *type_text(element), f") {_range(found)}")
        case s.RecordType(fields):
            return block("record {", [(f"{name.text}: ", *type_text(body)) for name, body in fields], "}")
        case s.OptionalType(body):
            return ("optional ", *type_text(body))
        case _:
            assert_never(kind)


def _named(kind: s.TypeName) -> str:
    parts = [kind.word if kind.places is None else f"{kind.word}({kind.places.text})"]
    parts += [] if kind.name is None else [kind.name.text]
    parts += [] if kind.limit is None else [f"den {kind.limit.text}"]
    parts += [] if kind.range is None else [_range(kind.range)]
    parts += [] if kind.step is None else [f"step {_bound(kind.step)}"]
    parts += ["digits"] if kind.digits else []
    return " ".join(parts)


def _range(found: s.Range) -> str:
    return f"{_bound(found.low)}..{_bound(found.high)}"


def _bound(bound: s.Bound) -> str:
    match bound:
        case s.Ratio(numerator, denominator, negative):
            sign, divisor = "-" if negative else "", f"/{denominator.text}" if denominator else ""
            return f"{sign}{numerator.text}{divisor}"
        case s.Period(stretch, negative):
            return ("-" if negative else "") + " ".join(
                f"{count.text} {unit}" for count, unit in stretch.parts
            )
        case s.Day(number):
            return write_date(number)
        case _:
            assert_never(bound)


def _member(member: s.Member) -> Doc:
    phrases = " | ".join(template(each) for each in member.phrases)
    sign = "only" if member.only else "="
    return (*expression(member.value), f" {sign} {phrases}" if phrases else "")


def _condition(condition: s.Condition) -> Doc:
    values = [(quoted(each.text),) for each in condition.values]
    word = "not in" if condition.negated else "in"
    return (f" with {condition.key.text} {word} ", *block("{", values, "}", last_comma=False))
