"""Which code writes a value into a text, by its type and shape."""

from __future__ import annotations

from potstill.ir.program import Shape
from potstill.ir.types import Bool, Date, Duration, MonthDay, Number, Text, Time, Type
from potstill.runtime.code.base import Code, IntCode
from potstill.runtime.code.operand import (
    Fixed,
    Malformed,
    Numeric,
    Operand,
    Site,
    fixed,
    numeric,
    plain,
    range_of,
    ratio,
    toll,
    truth,
    within,
)
from potstill.runtime.code.texts import (
    BoolText,
    DateText,
    DurationText,
    GridText,
    MonthDayText,
    NumberText,
    TimeText,
)


def written(operand: Operand, kind: Type, shape: Shape, site: Site) -> Code:
    """Code for the text of an operand of a type, in a shape."""
    match kind:
        case Text():
            return plain(operand, site).code
        case Bool():
            return BoolText(truth(operand, site).code)
        case Number():
            return _number(numeric(operand, site), shape, site)
        case Date() | MonthDay() | Time() | Duration():
            body = fixed(operand, 0, site)
            if isinstance(kind, Duration):
                return DurationText(toll(body, site).code)
            whole = _within(body, kind, site)
            match kind:
                case Date():
                    return DateText(whole)
                case MonthDay():
                    return MonthDayText(whole)
                case _:
                    return TimeText(whole)
        case _:
            raise Malformed(site.node, "a value that no text can hold")


def _number(operand: Numeric, shape: Shape, site: Site) -> Code:
    places = -1 if shape.places is None else shape.places
    if isinstance(operand, Fixed) and operand.span is not None:
        whole = 0 if operand.scale == 0 and places < 0 else places
        if whole >= 0:
            return GridText(operand.code, operand.scale, whole, shape.grouped)
    return NumberText(ratio(operand, site).code, places, shape.grouped, site.node, site.what)


def _within(operand: Fixed, kind: Type, site: Site) -> IntCode:
    """An operand whose text is only written where it lies in its type's range."""
    known = range_of(kind)
    assert known is not None
    return within(operand, known[1], known[2], site).code
