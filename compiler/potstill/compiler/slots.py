"""From the ways to read slots, as recipes write them, to lexicons."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report, did_you_mean
from potstill.compiler.enums import choices
from potstill.compiler.names import Names, unknown
from potstill.compiler.ranges import (
    count_range,
    day_range,
    decimals,
    grid_range,
    number_range,
    on_grid,
    ratio,
    second_range,
    whole,
)
from potstill.compiler.values import value_type
from potstill.ir import lexicons as lx
from potstill.ir.lexicons.numbers import MAX_PLACES
from potstill.ir.lexicons.ratios import MAX_DENOMINATOR
from potstill.ir.lexicons.text import MAX_WORDS
from potstill.ir.normal import fold

DEFAULT_DENOMINATOR: Final = 100
"""The largest denominator of a fraction that states none."""


def lexicon(kind: s.TypeSyntax, names: Names, report: Report) -> lx.Lexicon | None:
    """The lexicon that reads a slot; None if the recipe is wrong there."""
    try:
        return _lexicon(kind, names, report)
    except ValueError as wrong:
        report.add(Code.LEXICON_LIMIT, kind.span, reason=str(wrong))
        return None


def _lexicon(kind: s.TypeSyntax, names: Names, report: Report) -> lx.Lexicon | None:
    match kind:
        case s.TypeName():
            return _named(kind, report)
        case s.EnumType(members):
            return choices(members, kind.span, report)
        case s.WordsType(found, excepted):
            return _words(found, excepted, report)
        case s.NamesType(name, conditions):
            return _names(name, conditions, names, report)
        case s.FreeType(pattern):
            return lx.Wild() if pattern is None else lx.Pattern(pattern)
        case s.ListType(element, found):
            item = lexicon(element, names, report)
            ends = count_range(found, 1, 100, report)
            return None if item is None or ends is None else lx.Lists(item, *ends)
        case s.RecordType() | s.OptionalType():
            raise AssertionError("the grammar reads no slot so")


def _named(kind: s.TypeName, report: Report) -> lx.Lexicon | None:
    match kind.word:
        case "int" | "decimal" | "percent":
            return _number(kind, report)
        case "money":
            return _money(kind, report)
        case "fraction":
            limit = whole(kind.limit, 1, MAX_DENOMINATOR, report) if kind.limit else DEFAULT_DENOMINATOR
            ends = number_range(_range(kind), report)
            return None if limit is None or ends is None else lx.Fractions(limit, *ends)
        case "multiplier":
            ends = number_range(_range(kind), report)
            return None if ends is None else lx.Multipliers(*ends)
        case "ordinal":
            ends = grid_range(_range(kind), 0, report)
            return None if ends is None else lx.Ordinals(int(ends[0]), int(ends[1]))
        case "date":
            return _dates(kind, report)
        case "monthday":
            return lx.MonthDays()
        case "time":
            return lx.Times()
        case "duration":
            seconds = second_range(_range(kind), report)
            return None if seconds is None else lx.Durations(*seconds)
        case other:
            raise AssertionError(f"the grammar reads no slot by {other}")


def _range(kind: s.TypeName) -> s.Range:
    assert kind.range is not None, "the grammar asks for a range"
    return kind.range


def _number(kind: s.TypeName, report: Report) -> lx.Lexicon | None:
    found = _range(kind)
    places: int | None = 0
    if kind.word == "decimal":
        assert kind.places is not None
        places = whole(kind.places, 0, MAX_PLACES, report)
    elif kind.word == "percent":
        places = decimals(found.low, found.high, kind.step)
    if places is None:
        return None
    ends = grid_range(found, places, report)
    step = Fraction(1, 10**places) if kind.step is None else ratio(kind.step, report)
    if ends is None or step is None:
        return None
    if kind.step is not None:
        if step <= 0:
            report.add(Code.BAD_STEP, kind.step.span)
            return None
        if not on_grid(step, kind.step, places, report):
            return None
    if kind.word == "int":
        return lx.Integers(int(ends[0]), int(ends[1]), int(step), not kind.digits)
    if kind.word == "decimal":
        return lx.Decimals(places, *ends, step, not kind.digits)
    return lx.Percents(places, *ends, step)


def _money(kind: s.TypeName, report: Report) -> lx.Lexicon | None:
    assert kind.name is not None
    currency = lx.CURRENCIES.get(kind.name.text)
    if currency is None:
        unknown(Code.UNKNOWN_CURRENCY, kind.name, lx.CURRENCIES, report)
        return None
    ends = grid_range(_range(kind), currency.places, report)
    return None if ends is None else lx.Money(currency.code, *ends)


def _dates(kind: s.TypeName, report: Report) -> lx.Lexicon | None:
    orders = {order.value: order for order in lx.Order}
    order = orders.get(kind.name.text) if kind.name else lx.Order.ISO
    if order is None:
        assert kind.name is not None
        suggestion = did_you_mean(kind.name.text, orders)
        report.add(Code.UNKNOWN_ORDER, kind.name.span, name=kind.name.text, suggestion=suggestion)
        return None
    days = day_range(kind.range, report)
    return None if days is None else lx.Dates(order, *days)


def _words(found: s.Range, excepted: tuple[s.Quoted, ...], report: Report) -> lx.Lexicon | None:
    ends = count_range(found, 1, MAX_WORDS, report)
    for phrase in excepted:
        if not fold(phrase.text):
            report.add(Code.VANISHING_TEXT, phrase.span)
            return None
    return (
        None
        if ends is None
        else lx.Words(*ends, tuple(dict.fromkeys(fold(phrase.text) for phrase in excepted)))
    )


def _names(
    name: s.Name, conditions: tuple[s.Condition, ...], names: Names, report: Report
) -> lx.Lexicon | None:
    declared = names.lists.get(name.text)
    if declared is None:
        unknown(Code.UNKNOWN_LIST, name, names.lists, report)
        return None
    names.use(declared)
    kind = value_type(declared.type, report)
    where = tuple(
        lx.Where(each.key.text, tuple(value.text for value in each.values), each.negated)
        for each in conditions
    )
    return None if kind is None else lx.Names(name.text, where, kind)
