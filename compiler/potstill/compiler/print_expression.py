"""Expressions as recipes write them, with no more brackets than they need."""

from __future__ import annotations

from typing import Final, assert_never

from potstill.compiler import syntax as s
from potstill.compiler.layout import SOFT, Doc, Group, block, flat, join, quoted
from potstill.ir.writing import write_date, write_month_day, write_time

# How tightly operators bind, the loosest first.
_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ELEMENT = range(10)

_LEVELS: Final = {"or": _OR, "and": _AND}


def expression(found: s.Expression, *, quote: str = '"') -> Doc:
    """The expression; ``quote`` is ' inside of an f-string."""
    return _leveled(found, quote)[1]


def _at(found: s.Expression, least: int, quote: str) -> Doc:
    """The expression, in brackets if it binds less tightly than ``least``."""
    level, doc = _leveled(found, quote)
    doc = doc if level >= least else ("(", *doc, ")")
    return (Group(doc),) if SOFT in doc else doc


def _leveled(found: s.Expression, quote: str) -> tuple[int, Doc]:
    match found:
        case s.Conditional(then, test, otherwise):
            parts = (
                *_at(then, _OR, quote),
                " if ",
                *_at(test, _OR, quote),
                SOFT,
                "else ",
                *expression(otherwise, quote=quote),
            )
            return _CHOICE, parts
        case s.Logic(operator, operands):
            level = _LEVELS[operator]
            return level, join([_at(part, level + 1, quote) for part in operands], (SOFT, f"{operator} "))
        case s.Unary("not", body):
            return _NOT, ("not ", *_at(body, _NOT, quote))
        case s.Comparison(first, rest):
            return _COMPARISON, _operators(first, rest, _SUM, quote)
        case s.Chain(s.Number() as numerator, (("/", s.Number() as denominator),)):
            return _PRODUCT, (f"{numerator.text}/{denominator.text}",)
        case s.Chain(first, rest):
            level = _SUM if rest[0][0] in "+-" else _PRODUCT
            return level, _operators(first, rest, level + 1, quote)
        case s.Unary(_, body):
            # Not "--": two dashes and digits may be a day of the year.
            return _SIGN, ("-", *_at(body, _POWER if isinstance(body, s.Unary) else _SIGN, quote))
        case s.Power(base, exponent):
            return _POWER, (*_at(base, _ELEMENT, quote), " ** ", *_at(exponent, _SIGN, quote))
        case _:
            return _ELEMENT, _element(found, quote)


def _operators(
    first: s.Expression, rest: tuple[tuple[str, s.Expression], ...], level: int, quote: str
) -> Doc:
    parts = [*_at(first, level, quote)]
    for operator, operand in rest:
        parts += (f" {operator} ", *_at(operand, level, quote))
    return tuple(parts)


def _element(found: s.Expression, quote: str) -> Doc:
    match found:
        case s.Number():
            return (found.text,)
        case s.Text(value):
            return (quoted(value, quote),)
        case s.Truth(value):
            return ("true" if value else "false",)
        case s.Nothing():
            return ("none",)
        case s.Day(number):
            return (write_date(number),)
        case s.YearlyDay(number):
            return (f"--{write_month_day(number)}",)
        case s.Clock(seconds):
            return (write_time(seconds)[: 8 if seconds % 60 else 5],)
        case s.Stretch(parts):
            return (" ".join(f"{count.text} {unit}" for count, unit in parts),)
        case s.Use(name):
            return (name,)
        case s.Result():
            return ("answer",)
        case s.Call(name, (s.Each() as each,)):
            return (f"{name.text}(", *_each(each, quote), ")")
        case s.Call(name, arguments):
            return block(f"{name.text}(", [expression(each, quote=quote) for each in arguments], ")")
        case s.Index(base, index):
            return (*_at(base, _ELEMENT, quote), "[", *expression(index, quote=quote), "]")
        case s.ListDisplay(items):
            return block("[", [expression(each, quote=quote) for each in items], "]")
        case s.Each():
            return ("[", *_each(found, quote), "]")
        case s.RecordDisplay(entries):
            bodies = [(f"{name.text}: ", *expression(value, quote=quote)) for name, value in entries]
            return block("{", bodies, "}")
        case s.Format(parts):
            return (_format(parts, quote),)
        case s.Conditional() | s.Logic() | s.Unary() | s.Comparison() | s.Chain() | s.Power():
            raise AssertionError("printed by its level")
        case _:
            assert_never(found)


def _each(each: s.Each, quote: str) -> Doc:
    test = (SOFT, "if ", *_at(each.test, _OR, quote)) if each.test is not None else ()
    body = expression(each.body, quote=quote)
    return (*body, SOFT, f"for {each.name.text} in ", *_at(each.source, _OR, quote), *test)


def _format(parts: tuple[str | s.Hole, ...], quote: str) -> str:
    text = "".join(part if isinstance(part, str) else _hole(part) for part in map(_literal, parts))
    return f"f{quote}{text}{quote}"


def _literal(part: str | s.Hole) -> str | s.Hole:
    if not isinstance(part, str):
        return part
    # Braces first: escapes that the quoting adds bring braces of their own.
    return quoted(part.replace("{", "{{").replace("}", "}}"))[1:-1].replace("'", "\\'")


def _hole(hole: s.Hole) -> str:
    body = flat(expression(hole.body, quote="'"))
    shape = (":" if hole.grouped or hole.places is not None else "") + ("," if hole.grouped else "")
    shape += "" if hole.places is None else f".{hole.places}f"
    return "{" + (f" {body} " if body.startswith("{") else body) + shape + "}"
