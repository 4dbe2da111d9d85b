"""Random single operations: an operator of the table, argument types that it takes, its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from potstill.ir import types as t
from potstill.ir.errors import TypeFault
from potstill.ir.operators import result
from potstill.ir.program import Node, Program, Rounding, Shape, Table
from potstill.ir.rounding import MODES
from potstill.ir.rules import Operand
from potstill.ir.types import Type
from tests.strategies.values import ORDERED, SCALARS, Kind, kinds, types_of, values_of

ANY, COMPARED = "any kind", "ordered kind"
"""In a signature: one kind, drawn once, for all arguments so marked."""

NARROW: Mapping[str, tuple[int, int]] = {
    "exponent": (0, 9),
    "place": (-1, 3),
    "year": (1995, 2025),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 24),
    "minute": (0, 60),
    "few": (-40, 40),
}
"""Integers that are mostly what an operator can use."""

NUMBERS: tuple[Kind, ...] = ("number", "number")
SPANS: tuple[Kind, ...] = ("duration", "duration")

SIGNATURES: Mapping[str, tuple[tuple[Kind, ...], ...]] = {
    "not": (("bool",),),
    "and": (("bool", "bool"), ("bool", "bool", "bool")),
    "or": (("bool", "bool"), ("bool", "bool", "bool")),
    "if": (("bool", ANY, ANY),),
    **dict.fromkeys(("eq", "ne"), ((ANY, ANY),)),
    **dict.fromkeys(("lt", "le", "gt", "ge"), ((COMPARED, COMPARED),)),
    "neg": (("number",), ("duration",)),
    **dict.fromkeys(("add", "sub", "mod", "div"), (NUMBERS, ("int", "int"), SPANS)),
    "mul": (NUMBERS, ("int", "duration"), ("duration", "int")),
    "floordiv": (NUMBERS, SPANS, ("duration", "int")),
    "pow": (("number", "exponent"),),
    "abs": (("number",), ("duration",)),
    **dict.fromkeys(("min", "max"), ((COMPARED, COMPARED), (COMPARED, COMPARED, COMPARED))),
    **dict.fromkeys(("round", "floor", "ceil"), (("number",),)),
    "list": ((), (ANY, ANY), (ANY, ANY, ANY)),
    "index": ((("list", ANY), "place"),),
    "len": ((("list", ANY),), ("text",)),
    "sum": ((("list", "number"),), (("list", "duration"),)),
    **dict.fromkeys(("any", "all"), ((("list", "bool"),),)),
    **dict.fromkeys(("least", "greatest", "sorted"), ((("list", COMPARED),),)),
    "contains": ((ANY, ("list", ANY)),),
    "join": ((("list", "text"),),),
    **dict.fromkeys(("lookup", "has"), ((COMPARED,), ("text",), ("few",), ("bool",))),
    "record": ((), ("number", "text"), ("date",)),
    "present": ((("optional", ANY),),),
    "default": ((("optional", ANY), ANY),),
    "format": ((), ("number",), ("number", "text"), *((kind,) for kind in SCALARS)),
    **dict.fromkeys(("upper", "lower", "title"), (("text",),)),
    "date": (("year", "month", "day"), ("int", "month", "day")),
    **dict.fromkeys(("year", "weekday"), (("date",),)),
    **dict.fromkeys(("month", "day"), (("date",), ("monthday",))),
    **dict.fromkeys(("add_days", "add_months"), (("date", "few"), ("date", "int"))),
    "days_between": (("date", "date"),),
    "on_year": (("monthday", "year"), ("monthday", "int")),
    "time": (("hour", "minute"),),
    **dict.fromkeys(("hour", "minute", "second"), (("time",),)),
    "add_time": (("time", "duration"),),
    "time_between": (("time", "time"),),
    **dict.fromkeys(("seconds", "minutes", "hours", "days"), (("few",), ("int",))),
}
"""Kinds of arguments for every operator but the leaves and ``each``."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A well-typed operation, and values for its arguments."""

    op: str
    types: tuple[Type, ...]
    data: Any
    tables: tuple[Table, ...]
    result: Type
    values: tuple[Any, ...]

    @property
    def operand(self) -> Operand:
        """What rules read beside the types."""
        return self.tables[0] if self.tables else self.data

    @property
    def node(self) -> Node:
        """The operation as a node whose arguments come before it."""
        return Node(self.op, tuple(range(len(self.types))), self.result, self.data)

    @property
    def program(self) -> Program:
        """A program that computes it from slots named ``s0``, ``s1`` and so on."""
        slots = tuple(Node("slot", (), kind, f"s{place}") for place, kind in enumerate(self.types))
        return Program((*slots, self.node), (), self.tables, (), (), len(slots), None, ())


@st.composite
def operations(draw: st.DrawFn, op: str) -> Operation:
    """Well-typed operations of one operator, with values for the arguments."""
    marks = {ANY: draw(kinds()), COMPARED: draw(st.sampled_from(ORDERED))}
    signature = [_marked(kind, marks) for kind in draw(st.sampled_from(SIGNATURES[op]))]
    types = tuple(draw(_types(kind)) for kind in signature)
    values = tuple(draw(values_of(kind)) for kind in types)
    tables = (draw(tables_for(types[0], values[0])),) if op in ("lookup", "has") else ()
    data = draw(_data(op, types))
    try:
        kind = result(op, types, tables[0] if tables else data)
    except TypeFault:
        assume(False)
        raise
    return Operation(op, types, data, tables, kind, values)


@st.composite
def tables_for(draw: st.DrawFn, key: Type, likely: Any) -> Table:
    """Tables of numbers by keys of the type, a likely key among them, in ranges or one by one."""
    value = draw(types_of("number"))
    ranges = draw(st.booleans()) and isinstance(key, t.Number | t.Date | t.Duration | t.Time | t.MonthDay)
    keys = draw(st.sets(values_of(key) | st.just(likely), max_size=5))
    listed: list[Any] = list(keys)
    listed = sorted(listed) if ranges else listed
    return Table("T", key, value, tuple((bound, draw(values_of(value))) for bound in listed), ranges)


def _marked(kind: Kind, marks: Mapping[str, Kind]) -> Kind:
    if isinstance(kind, str):
        return marks.get(kind, kind)
    inner = kind[1]
    return (kind[0], _marked(inner, marks)) if isinstance(inner, str) else kind


def _types(kind: Kind) -> st.SearchStrategy[Type]:
    if isinstance(kind, str) and kind in NARROW:
        ends = st.integers(*NARROW[kind])
        return st.tuples(ends, ends).map(lambda pair: t.integer(min(pair), max(pair)))
    return types_of(kind)


def _data(op: str, types: tuple[Type, ...]) -> st.SearchStrategy[Any]:
    match op:
        case "round":
            return st.builds(Rounding, st.integers(-3, 4), st.sampled_from(MODES))
        case "join":
            return st.sampled_from(("", ", ", " and "))
        case "lookup" | "has":
            return st.just("T")
        case "record":
            return st.just(("one", "two")[: len(types)])
        case "format":
            return st.tuples(*(_piece(kind) for kind in types)).map(lambda shapes: ("<", *shapes, ">"))
        case _:
            return st.none()


def _piece(kind: Type) -> st.SearchStrategy[Shape]:
    if not isinstance(kind, t.Number):
        return st.just(Shape())
    return st.builds(Shape, st.none() | st.integers(0, 4), st.booleans())
