"""Random well-typed programs, built from the kind of a result down, by every operator of the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from potstill.ir.bounds import Bounds, bounds
from potstill.ir.errors import TypeFault
from potstill.ir.normal import fold
from potstill.ir.operators import operand, result
from potstill.ir.program import Let, Node, Program, Rounding, Shape, Span, Table
from potstill.ir.rounding import MODES
from potstill.ir.types import List, Number, Type, integer
from potstill.ir.typing import literal
from potstill.ir.values import Value
from tests.strategies.values import (
    ORDERED,
    SCALARS,
    Kind,
    is_kind,
    kind_of,
    kinds,
    texts,
    types_of,
    values_of,
)

# Per kind of result: operators with the kinds of their arguments. K is any kind, O one that has an order,
# each time the same within a row; V is the kind of the result.
RULES = {
    "bool": """not bool | and bool bool | and bool bool bool | or bool bool | or bool bool bool
        | eq K K | ne K K | lt O O | le O O | gt O O | ge O O | any list:bool | all list:bool
        | contains K list:K | has key | present optional:K""",
    "number": """neg number | add number number | sub number number | mul number number | div number number
        | div duration duration | mod number number | pow number count | abs number | round number
        | sum list:number""",
    "int": """neg int | add int int | sub int int | mul int int | floordiv number number
        | floordiv duration duration | mod int int | pow int count | abs int | floor number | ceil number
        | len text | len list:K | sum list:int | year date | month date | month monthday | day date
        | day monthday | weekday date | days_between date date | hour time | minute time | second time""",
    "text": "format | upper text | lower text | title text | join list:text",
    "date": "date years months days | add_days date few | add_months date few | on_year monthday years",
    "monthday": "",
    "time": "time hours minutes | add_time time duration",
    "duration": """neg duration | add duration duration | sub duration duration | mul duration few
        | mul few duration | floordiv duration few | mod duration duration | abs duration | sum list:duration
        | time_between time time | seconds few | minutes few | hours few | days few""",
    "ordered": "min V V | min V V V | max V V | max V V V | least list:V | greatest list:V",
    "list": "each | each | if bool V V | index list:V count | lookup key",
    "record": "record | if bool V V | index list:V count | lookup key | default optional:V V",
    "optional": "if bool V V | index list:V count | lookup key",
    "any": "if bool V V | index list:V count | lookup key | default optional:V V",
}
RANGES = {
    "count": (0, 2),
    "few": (-40, 40),
    "years": (1890, 2110),
    "months": (1, 12),
    "days": (1, 31),
    "hours": (0, 23),
    "minutes": (0, 59),
}
"""Integers that operators ask for; sometimes any integer stands there, and is refused sooner or later."""

NAMES = "abcdefgh"


@dataclass(frozen=True, slots=True)
class Setting:
    """A program and what it reads: slots and context fields with their types."""

    program: Program
    slots: tuple[tuple[str, Type], ...]
    context: tuple[tuple[str, Type], ...]


@st.composite
def programs(
    draw: st.DrawFn, *, depth: int = 4, slots: tuple[tuple[str, Type], ...] | None = None
) -> Setting:
    """Well-typed programs within the caps; ``slots`` if given, otherwise with slots of their own."""
    builder = _Builder(draw, slots)
    seldom = st.sampled_from((0, 0, 0, 1))
    wheres = [builder.build("bool", 2) for _ in range(draw(seldom))]
    lets: list[Let] = []
    for index in range(draw(st.integers(0, 3))):
        position = builder.build(draw(kinds()), depth - 1)
        lets.append(Let(f"x{index}", position, draw(builder.declared(position))))
    answer = builder.build(draw(kinds()), depth)
    ensures = [builder.build("bool", 2) for _ in range(draw(seldom))]
    return builder.setting(wheres, lets, answer, draw(builder.declared(answer)), ensures)


def inputs(declared: tuple[tuple[str, Type], ...]) -> st.SearchStrategy[dict[str, Value]]:
    """Values for slots or context fields."""
    return st.fixed_dictionaries({name: values_of(kind) for name, kind in declared})


def pruned(program: Program) -> Program:
    """The program without nodes and tables that nothing uses."""
    needed = {program.answer, *program.wheres, *program.ensures, *(let.node for let in program.lets)}
    for position in reversed(range(len(program.nodes))):
        if position in needed:
            needed.update(program.nodes[position].args)
    order = sorted(needed)
    new = {old: position for position, old in enumerate(order)}
    nodes = [program.nodes[old] for old in order]
    named = {node.data for node in nodes if node.op in ("lookup", "has")}
    return Program(
        tuple(replace(node, args=tuple(new[arg] for arg in node.args)) for node in nodes),
        tuple(program.spans[old] for old in order),
        tuple(table for table in program.tables if table.name in named),
        tuple(new[where] for where in program.wheres),
        tuple(replace(let, node=new[let.node]) for let in program.lets),
        new[program.answer],
        program.declared,
        tuple(new[ensure] for ensure in program.ensures),
    )


class _Builder:
    """Nodes so far, and what they may refer to."""

    def __init__(self, draw: st.DrawFn, slots: tuple[tuple[str, Type], ...] | None) -> None:
        self.draw = draw
        self.nodes: list[Node] = []
        self.tables: list[Table] = []
        self.slots = dict(slots or ())
        self.context: dict[str, Type] = {}
        self.free: list[frozenset[int]] = []
        self.scope: frozenset[int] = frozenset()
        self.more_slots = slots is None

    def setting(
        self, wheres: list[int], lets: list[Let], answer: int, declared: Type | None, ensures: list[int]
    ) -> Setting:
        """The program of these roots, without what they do not use; a program beyond the caps is none."""
        program = pruned(
            Program(
                tuple(self.nodes),
                (Span(0, 0),) * len(self.nodes),
                tuple(self.tables),
                tuple(wheres),
                tuple(lets),
                answer,
                declared,
                tuple(ensures),
            )
        )
        assume(isinstance(bounds(program), Bounds))
        return Setting(program, tuple(self.slots.items()), tuple(self.context.items()))

    def declared(self, position: int) -> st.SearchStrategy[Type | None]:
        """A type that a let may declare: none, its own, or another of its kind."""
        found = self.nodes[position].type
        return st.none() | st.just(found) | types_of(kind_of(found))

    def build(self, kind: Kind, depth: int) -> int:
        """The position of a node of a kind, with operations nested up to ``depth`` below it."""
        if isinstance(kind, str) and kind in RANGES:
            return self._ranged(kind, depth)
        known = [
            position
            for position, node in enumerate(self.nodes)
            if is_kind(kind_of(node.type), kind) and self.free[position] <= self.scope
        ]
        if known and self.draw(st.integers(0, 3)) == 0:
            return self.draw(st.sampled_from(known))
        if depth <= 0:
            return self._leaf(kind)
        own = [row for row in _rows(kind) if row not in _ANYWHERE]
        rows = own if own and self.draw(st.integers(0, 2)) else _rows(kind)
        return self._operation(self.draw(st.sampled_from([("const",), *rows])), kind, depth - 1)

    def _operation(self, row: tuple[str, ...], kind: Kind, depth: int) -> int:
        """A node by a row of RULES, or a leaf where types do not allow it."""
        op, *wanted = row
        data: Any = None
        match op:
            case "const":
                return self._leaf(kind)
            case "each":
                return self._each(kind, depth)
            case "list":
                count = self.draw(st.integers(0, 3))
                args = [self.build(kind[1], depth) for _ in range(count)]
            case "record":
                assert isinstance(kind, tuple)
                data = tuple(name for name, _ in kind[1])
                args = [self.build(part, depth) for _, part in kind[1]]
            case "format":
                parts = self.draw(
                    st.lists(texts | st.sampled_from(SCALARS).map(lambda part: (part,)), max_size=3)
                )
                args = [self.build(part[0], depth) for part in parts if isinstance(part, tuple)]
                shapes = iter([self._shape(arg) for arg in args])
                data = tuple(part if isinstance(part, str) else next(shapes) for part in parts)
            case "lookup" | "has":
                table = self._table(kind if op == "lookup" else self.draw(st.sampled_from(SCALARS)))
                args, data = [self._key(table, depth)], table.name
            case _:
                args = [self.build(argument, depth) for argument in self._kinds(wanted, kind)]
                if op == "round":
                    data = self.draw(st.builds(Rounding, st.integers(-2, 4), st.sampled_from(MODES)))
                elif op == "join":
                    data = self.draw(texts)
        return self._node(op, args, data, kind)

    def _node(self, op: str, args: list[int], data: Any, kind: Kind) -> int:
        """The operation, or a leaf where its types do not do."""
        node = Node(op, tuple(args), literal(True), data)
        try:
            shown = Program((node,), (), tuple(self.tables), (), (), 0, None, ())
            found = result(op, tuple(self.nodes[arg].type for arg in args), operand(node, shown))
        except TypeFault:
            return self._leaf(kind)
        if not is_kind(kind_of(found), kind):
            return self._leaf(kind)
        return self._add(replace(node, type=found), frozenset().union(*(self.free[arg] for arg in args)))

    def _each(self, kind: Kind, depth: int) -> int:
        items = self.build(("list", self.draw(st.sampled_from(SCALARS))), depth)
        listed = self.nodes[items].type
        assert isinstance(listed, List)
        element = self._add(Node("element", (), listed.element), frozenset({len(self.nodes)}))
        outside, self.scope = self.scope, self.scope | {element}
        bodies = [self.build(kind[1], depth)]
        if self.draw(st.booleans()):
            bodies.append(self.build("bool", depth))
        self.scope = outside
        below = frozenset[int]().union(*(self.free[body] for body in bodies)) - {element}
        types = (listed, listed.element, *(self.nodes[body].type for body in bodies))
        node = Node("each", (items, element, *bodies), result("each", types))
        return self._add(node, self.free[items] | below)

    def _leaf(self, kind: Kind) -> int:
        """A constant, a slot, a context field or an element in scope."""
        elements = [e for e in sorted(self.scope) if is_kind(kind_of(self.nodes[e].type), kind)]
        slots = [name for name, found in self.slots.items() if is_kind(kind_of(found), kind)]
        fields = [name for name, found in self.context.items() if is_kind(kind_of(found), kind)]
        ways = ["const", *["element"] * bool(elements), *["slot"] * bool(slots), *["context"] * bool(fields)]
        if self.more_slots and len(self.slots) < len(NAMES):
            ways.append("new slot")
        if len(self.context) < 2:
            ways.append("new field")
        match self.draw(st.sampled_from(ways)):
            case "element":
                return self.draw(st.sampled_from(elements))
            case "slot":
                name = self.draw(st.sampled_from(slots))
            case "context":
                name = self.draw(st.sampled_from(fields))
                return self._add(Node("context", (), self.context[name], name))
            case "new slot":
                name = NAMES[len(self.slots)]
                self.slots[name] = self.draw(types_of(kind))
            case "new field":
                name = f"now{len(self.context)}"
                self.context[name] = self.draw(types_of(kind))
                return self._add(Node("context", (), self.context[name], name))
            case _:
                found = self.draw(types_of(kind))
                value = self.draw(values_of(found))
                if kind in ("bool", "int", "number", "text") and self.draw(st.booleans()):
                    found = literal(value)
                return self._add(Node("const", (), found, value))
        return self._add(Node("slot", (), self.slots[name], name))

    def _ranged(self, name: str, depth: int) -> int:
        """An integer out of RANGES."""
        low, high = RANGES[name]
        match self.draw(st.integers(0, 7)):
            case 0:
                return self.build("int", depth)
            case 1:
                number = self.build("int", depth)
                size = self._add(Node("const", (), integer(high - low + 1, high - low + 1), high - low + 1))
                rest = self._node("mod", [number, size], None, "int")
                return self._node(
                    "add", [rest, self._add(Node("const", (), integer(low, low), low))], None, "int"
                )
            case 2 if self.more_slots and len(self.slots) < len(NAMES):
                slot = NAMES[len(self.slots)]
                self.slots[slot] = integer(low, high)
                return self._add(Node("slot", (), self.slots[slot], slot))
            case _:
                value = self.draw(st.integers(low, high))
                return self._add(Node("const", (), integer(value, value), value))

    def _kinds(self, wanted: list[str], kind: Kind) -> list[Kind]:
        """The kinds of arguments that a row names."""
        stands: dict[str, Kind] = {"V": kind}
        if any(part.endswith("K") for part in wanted):
            stands["K"] = self.draw(kinds(1).filter(lambda drawn: drawn[0] != "optional"))
        if "O" in wanted:
            stands["O"] = self.draw(st.sampled_from(ORDERED))
        found: list[Kind] = []
        for part in wanted:
            outer, _, inner = part.rpartition(":")
            body = stands.get(inner, inner)
            found.append((outer, body) if outer else body)
        return found

    def _table(self, value: Kind) -> Table:
        """A table of values of a kind: one there is, or a new one."""
        known = [table for table in self.tables if is_kind(kind_of(table.value), value)]
        if known and self.draw(st.booleans()):
            return self.draw(st.sampled_from(known))
        key = self.draw(st.sampled_from(SCALARS))
        keys, values = self.draw(types_of(key)), self.draw(types_of(value))
        drawn = self.draw(st.lists(values_of(keys), min_size=1, max_size=4))
        distinct = {fold(each) if isinstance(each, str) else each: each for each in drawn}
        ranges = key in ORDERED and self.draw(st.booleans())
        ordered = sorted(distinct.values()) if ranges else list(distinct.values())
        rows = tuple((each, self.draw(values_of(values))) for each in ordered)
        self.tables.append(Table(f"T{len(self.tables)}", keys, values, rows, ranges))
        return self.tables[-1]

    def _key(self, table: Table, depth: int) -> int:
        """What is looked up: a key of the table, more often than not."""
        if self.draw(st.integers(0, 2)) == 0:
            return self.build(kind_of(table.key), depth)
        return self._add(
            Node("const", (), table.key, self.draw(st.sampled_from([key for key, _ in table.rows])))
        )

    def _shape(self, argument: int) -> Shape:
        if not isinstance(self.nodes[argument].type, Number):
            return Shape()
        return self.draw(st.builds(Shape, st.none() | st.integers(0, 3), st.booleans()))

    def _add(self, node: Node, free: frozenset[int] = frozenset()) -> int:
        self.nodes.append(node)
        self.free.append(free)
        return len(self.nodes) - 1


_ANYWHERE = [tuple(row.split()) for row in RULES["any"].split("|")]


def _rows(kind: Kind) -> list[tuple[str, ...]]:
    """The operators that give a value of a kind."""
    if isinstance(kind, tuple):
        rows = RULES[kind[0]]
        if kind[0] == "list":
            rows += " | list"
            if kind[1] in ORDERED:
                rows += " | sorted V"
    else:
        rows = " | ".join(
            part for part in (RULES[kind], RULES["ordered"] if kind in ORDERED else "", RULES["any"]) if part
        )
    return [tuple(row.split()) for row in rows.split("|")]
