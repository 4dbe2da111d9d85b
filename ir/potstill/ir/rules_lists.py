"""Typing rules of lists, tables, records and optionals. See :mod:`potstill.ir.rules`."""

from __future__ import annotations

from potstill.ir import intervals
from potstill.ir.errors import FaultCode, TypeFault
from potstill.ir.program import Table
from potstill.ir.rules import (
    Operand,
    Types,
    comparable,
    duration,
    integer_at,
    joined,
    list_at,
    ordered,
    seconds_of,
)
from potstill.ir.types import NEVER, Bool, Duration, List, Number, Optional, Record, Text, Type, integer


def display(args: Types, _data: Operand) -> Type:
    return List(joined(args, 0) if args else NEVER, len(args), len(args))


def index(args: Types, _data: Operand) -> Type:
    items = list_at(args, 0)
    least, greatest = integer_at(args, 1)
    if greatest < 0:
        raise TypeFault(FaultCode.WRONG_RANGE, 1, "a position, counted from 0", args[1])
    if least >= items.longest:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 1, f"a position below {items.longest}", args[1])
    return items.element


def length(args: Types, _data: Operand) -> Type:
    match args[0]:
        case Text(shortest, longest) | List(_, shortest, longest):
            return integer(shortest, longest)
        case found:
            raise TypeFault(FaultCode.WRONG_TYPE, 0, "a list or a text", found)


def total(args: Types, _data: Operand) -> Type:
    items = list_at(args, 0)
    match items.element:
        case Duration() as span:
            return duration(intervals.total(seconds_of(span), items.shortest, items.longest))
        case Number() as element:
            return intervals.total(element, items.shortest, items.longest)
        case _ if items.longest == 0:
            return integer(0, 0)
        case _:
            raise TypeFault(FaultCode.WRONG_TYPE, 0, "a list of numbers or durations", items)


def quantifier(args: Types, _data: Operand) -> Type:
    items = list_at(args, 0)
    if items.longest > 0 and not isinstance(items.element, Bool):
        raise TypeFault(FaultCode.WRONG_TYPE, 0, "a list of true and false", items)
    return Bool()


def extremum(args: Types, _data: Operand) -> Type:
    items = list_at(args, 0)
    if items.longest == 0:
        raise TypeFault(FaultCode.ALWAYS_FAILS, 0, "a list that may have elements", items)
    return _ordered_list(items).element


def sort(args: Types, _data: Operand) -> Type:
    return _ordered_list(list_at(args, 0))


def _ordered_list(items: List) -> List:
    if items.longest > 0 and not ordered(items.element):
        raise TypeFault(FaultCode.INCOMPARABLE, 0, "a list of values that have an order", items)
    return items


def membership(args: Types, _data: Operand) -> Type:
    items = list_at(args, 1)
    if items.longest > 0 and not comparable(args[0], items.element):
        raise TypeFault(FaultCode.INCOMPARABLE, 1, "a list of values of the kind on the left", items)
    return Bool()


def each(args: Types, _data: Operand) -> Type:
    """Arguments: the list, the element bound, the body, and perhaps the condition to keep an element."""
    items = list_at(args, 0)
    if items.longest > 0 and args[1] != items.element:
        raise TypeFault(FaultCode.WRONG_TYPE, 1, "the type of the list's elements", args[1])
    if len(args) == 4 and not isinstance(args[3], Bool):
        raise TypeFault(FaultCode.WRONG_TYPE, 3, "true or false", args[3])
    return List(args[2], 0 if len(args) == 4 else items.shortest, items.longest)


# Tables, records, optionals


def lookup(args: Types, data: Operand) -> Type:
    return _table(args, data).value


def has_key(args: Types, data: Operand) -> Type:
    _table(args, data)
    return Bool()


def _table(args: Types, data: Operand) -> Table:
    if not isinstance(data, Table):
        raise TypeFault(FaultCode.WRONG_DATA, None, "a table")
    if not comparable(args[0], data.key):
        raise TypeFault(FaultCode.INCOMPARABLE, 0, "a key of the table's kind", args[0])
    if data.ranges and not ordered(args[0]):
        raise TypeFault(FaultCode.INCOMPARABLE, 0, "a key that has an order", args[0])
    return data


def record(args: Types, data: Operand) -> Type:
    names = field_names(data)
    if len(names) != len(args) or len(set(names)) != len(names):
        raise TypeFault(FaultCode.WRONG_DATA, None, "a different name for every field")
    return Record(tuple(zip(names, args, strict=True)))


def field_names(data: Operand) -> tuple[str, ...]:
    """The operator's data as names; TypeFault for anything else."""
    if not isinstance(data, tuple):
        raise TypeFault(FaultCode.WRONG_DATA, None, "names")
    names = tuple(name for name in data if isinstance(name, str))
    if len(names) != len(data):
        raise TypeFault(FaultCode.WRONG_DATA, None, "names")
    return names


def presence(args: Types, _data: Operand) -> Type:
    _optional(args)
    return Bool()


def default(args: Types, _data: Operand) -> Type:
    return joined((_optional(args).body, args[1]), 0)


def _optional(args: Types) -> Optional:
    found = args[0]
    if not isinstance(found, Optional):
        raise TypeFault(FaultCode.WRONG_TYPE, 0, "an optional value", found)
    return found
