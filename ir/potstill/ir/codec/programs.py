"""Well-formed programs: arguments before their uses, types as the table has them, elements in scope."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from potstill.ir.caps import MAX_NODES
from potstill.ir.codec.faults import Fault, Malformed
from potstill.ir.errors import TypeFault
from potstill.ir.family import Family
from potstill.ir.normal import fold
from potstill.ir.operator import Holds
from potstill.ir.operators import BY_NAME, operand, result
from potstill.ir.program import Data, Node, Program, Rounding, Shape, Table
from potstill.ir.rules import ordered
from potstill.ir.scopes import CLOSED, Elements, free_elements
from potstill.ir.types import Bool, Type
from potstill.ir.typing import contains, join, show
from potstill.ir.values import Value


def check_program(family: Family) -> None:
    """Raise Malformed unless the family's program is well formed."""
    program = family.program
    try:
        for index, table in enumerate(program.tables):
            _table(program, table, index)
        if len(program.nodes) > MAX_NODES:
            raise Malformed(Fault.RANGE, f"more than {MAX_NODES} nodes", "nodes")
        if len(program.spans) != len(program.nodes):
            raise Malformed(Fault.RANGE, f"{len(program.nodes)} nodes need as many spans", "spans")
        leaves = {
            "slot": {slot.name: slot.type for slot in family.slots},
            "context": {field.name: field.type for field in family.context},
        }
        _nodes(program, leaves)
        _roots(program, free_elements(program))
    except Malformed as fault:
        raise fault.below("program") from None


def _table(program: Program, table: Table, index: int) -> None:
    if any(table.name == other.name for other in program.tables[:index]):
        raise Malformed(Fault.DUPLICATE, f"another table is called {table.name}", "tables", index, "name")
    if table.ranges and not ordered(table.key):
        raise Malformed(Fault.TYPE, f"no ranges of {show(table.key)}", "tables", index, "key")
    seen: set[Value] = set()
    for place, (key, value) in enumerate(table.rows):
        path = ("tables", index, "rows", place)
        if not contains(table.key, key):
            raise Malformed(Fault.TYPE, "not a value of the key's type", *path, 0)
        if not contains(table.value, value):
            raise Malformed(Fault.TYPE, "not a value of the value's type", *path, 1)
        normal = fold(key) if isinstance(key, str) else key
        if normal in seen:
            raise Malformed(Fault.DUPLICATE, "another row has this key", *path, 0)
        seen.add(normal)
    bounds: list[Any] = [key for key, _ in table.rows] if table.ranges else []
    if not all(lower < upper for lower, upper in pairwise(bounds)):
        raise Malformed(Fault.RANGE, "bounds are not in rising order", "tables", index, "rows")


def _nodes(program: Program, leaves: Mapping[str, Mapping[str, Type]]) -> None:
    binds: list[Elements] = []
    for index, node in enumerate(program.nodes):
        try:
            _typed(program, node, index, leaves)
            binds.append(_binds(program, node, binds))
        except Malformed as fault:
            raise fault.below("nodes", index) from None


def _typed(program: Program, node: Node, index: int, leaves: Mapping[str, Mapping[str, Type]]) -> None:
    row = BY_NAME.get(node.op)
    if row is None:
        raise Malformed(Fault.OPERATOR, "no such operator", "op")
    for place, argument in enumerate(node.args):
        if not 0 <= argument < index:
            raise Malformed(Fault.REFERENCE, "not the position of an earlier node", "args", place)
    if not _holds(row.holds, node.data):
        raise Malformed(Fault.OPERATOR, f"{node.op} needs {row.holds.value}", "data")
    if row.holds is Holds.TABLE and not any(table.name == node.data for table in program.tables):
        raise Malformed(Fault.REFERENCE, f"no table is called {node.data!r}", "data")
    if row.type_rule is None:
        _leaf(node, leaves)
        return
    types = tuple(program.nodes[argument].type for argument in node.args)
    try:
        found = result(node.op, types, operand(node, program))
    except TypeFault as fault:
        which = () if fault.argument is None else (fault.argument,)
        raise Malformed(Fault.OPERATOR, f"{node.op} needs {fault.expected}", "args", *which) from None
    if found != node.type:
        raise Malformed(Fault.TYPE, f"the type of this {node.op} is {show(found)}", "type")


def _leaf(node: Node, leaves: Mapping[str, Mapping[str, Type]]) -> None:
    if node.args:
        raise Malformed(Fault.OPERATOR, f"{node.op} takes no arguments", "args")
    if node.op == "const":
        if not contains(node.type, node.data):  # type: ignore[arg-type]  # whatever it is, it is looked at
            raise Malformed(Fault.TYPE, "not a value of the stated type", "data")
    elif node.op in leaves:
        declared = leaves[node.op].get(str(node.data))
        if declared is None:
            raise Malformed(Fault.REFERENCE, f"nothing declared is called {node.data!r}", "data")
        if declared != node.type:
            raise Malformed(Fault.TYPE, f"{node.data} is declared {show(declared)}", "type")


def _holds(what: Holds, data: Data) -> bool:
    """Whether the data are of the sort that the operator's row asks for."""
    match what:
        case Holds.NOTHING:
            return data is None
        case Holds.VALUE:
            return not isinstance(data, Rounding)
        case Holds.NAME | Holds.TABLE | Holds.SEPARATOR:
            return isinstance(data, str)
        case Holds.ROUNDING:
            return isinstance(data, Rounding)
        case Holds.FIELDS:
            return isinstance(data, tuple) and all(isinstance(part, str) for part in data)
        case Holds.PIECES:
            return isinstance(data, tuple) and all(isinstance(part, str | Shape) for part in data)


def _binds(program: Program, node: Node, binds: list[Elements]) -> Elements:
    """The elements that comprehensions at or below a node bind."""
    below = CLOSED.union(*(binds[argument] for argument in node.args))
    if node.op != "each":
        return below
    items, element, *bodies = node.args
    if program.nodes[element].op != "element" or items >= element:
        raise Malformed(Fault.PLACE, "each needs an element that stands after the list", "args", 1)
    if any(element in binds[body] for body in bodies):
        raise Malformed(Fault.PLACE, "an each within this one has the same element", "args", 1)
    return below | {element}


def _roots(program: Program, loose: tuple[Elements, ...]) -> None:
    names: set[str] = set()
    for index, let in enumerate(program.lets):
        found = _root(program, loose, let.node, "lets", index, "node")
        if let.name in names:
            raise Malformed(Fault.DUPLICATE, f"another let is called {let.name}", "lets", index, "name")
        names.add(let.name)
        if let.declared is not None and join(found, let.declared) is None:
            path = ("lets", index, "declared")
            raise Malformed(Fault.TYPE, f"declares another kind than {show(found)}", *path)
    for key, positions in (("wheres", program.wheres), ("ensures", program.ensures)):
        for index, position in enumerate(positions):
            if not isinstance(_root(program, loose, position, key, index), Bool):
                raise Malformed(Fault.TYPE, "a condition is true or false", key, index)
    found = _root(program, loose, program.answer, "answer")
    if program.declared is not None and join(found, program.declared) is None:
        raise Malformed(Fault.TYPE, f"declares another kind than {show(found)}", "declared")


def _root(program: Program, loose: tuple[Elements, ...], position: int, *path: str | int) -> Type:
    """The type of a node that stands outside every ``each``."""
    if not 0 <= position < len(program.nodes):
        raise Malformed(Fault.REFERENCE, "not the position of a node", *path)
    if loose[position]:
        raise Malformed(Fault.PLACE, "an element stands outside the each that binds it", *path)
    return program.nodes[position].type
