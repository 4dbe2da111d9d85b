"""One family written by hand, with every construct that tests look at."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from potstill.ir import grammar as g
from potstill.ir import types as t
from potstill.ir.artifact import Artifact, make
from potstill.ir.family import Example, Family, Field, Slot
from potstill.ir.lexicons import Choices, Integers, Money, Names, Option, Words
from potstill.ir.operators import result
from potstill.ir.program import Data, Let, Node, Program, Rounding, Shape, Span, Table
from potstill.ir.types import Type
from potstill.ir.typing import literal

RECIPE = 'family bulk\n"Price of n items."\nask "how much are {n} {item} at {price} [from {shop}]"\n'
RATES = Table(
    "RATES",
    t.integer(1, 1000),
    t.Number(Fraction(0), Fraction(1, 2), 2),
    ((10, 0), (1000, Fraction(1, 20))),
    True,
)
COUNT = Integers(1, 1000)
PRICE = Money("USD", Fraction(1, 100), Fraction(1000))
ITEM = Words(1, 2, ("by",))
SHOP = Names("shops")
KIND = Choices((Option("new"), Option("used", ("second hand",))))


class Nodes:
    """Builds a program's nodes, each typed by the operator table."""

    def __init__(self, tables: tuple[Table, ...] = ()) -> None:
        self.nodes: list[Node] = []
        self.tables = {table.name: table for table in tables}

    def leaf(self, op: str, kind: Type, data: Any = None) -> int:
        """A leaf of a declared type."""
        self.nodes.append(Node(op, (), kind, data))
        return len(self.nodes) - 1

    def const(self, value: Any) -> int:
        """A constant of its own type."""
        return self.leaf("const", literal(value), value)

    def op(self, op: str, *args: int, data: Data = None) -> int:
        """An operation."""
        types = tuple(self.nodes[arg].type for arg in args)
        held = self.tables.get(data, data) if isinstance(data, str) else data
        self.nodes.append(Node(op, args, result(op, types, held), data))
        return len(self.nodes) - 1


def bulk() -> Family:
    """Price of n items at a unit price, less a discount by table."""
    slots = (
        Slot("n", COUNT, COUNT.value_type()),
        Slot("item", ITEM, ITEM.value_type(), flavour=True),
        Slot("price", PRICE, PRICE.value_type()),
        Slot("shop", SHOP, t.Optional(SHOP.value_type())),
        Slot("kind", KIND, KIND.value_type(), default="new"),
    )
    nodes = Nodes((RATES,))
    n, price = nodes.leaf("slot", slots[0].type, "n"), nodes.leaf("slot", slots[2].type, "price")
    gross = nodes.op("mul", n, price)
    rate = nodes.op("lookup", n, data="RATES")
    off = nodes.op("mul", gross, rate)
    total = nodes.op("round", nodes.op("sub", gross, off), data=Rounding(2, "half_up"))
    where = nodes.op("le", gross, nodes.const(500_000))
    parts = nodes.op("list", total, off)
    element = nodes.leaf("element", nodes.nodes[parts].type.element)
    doubled = nodes.op("each", parts, element, nodes.op("add", element, element))
    ensure = nodes.op("ge", nodes.op("sum", doubled), nodes.op("neg", nodes.const(Fraction(1, 3))))
    day = nodes.leaf("context", t.Optional(t.Date(737_000, 740_000)), "today")
    text = nodes.op("format", total, data=("$", Shape(2, True)))
    answer = nodes.op("record", text, nodes.op("present", day), data=("total", "dated"))
    spans = tuple(Span(index, index + 1) for index in range(len(nodes.nodes)))
    lets = (Let("gross", gross), Let("total", total, t.Number(Fraction(0), Fraction(10**6), 2)))
    program = Program(tuple(nodes.nodes), spans, (RATES,), (where,), lets, answer, None, (ensure,))
    shop = g.optional(g.seq(g.Text("from"), g.GAP, g.Capture("shop", SHOP)))
    tail = g.alt(g.Rule("end"), g.seq(g.Repeat(g.Text("please"), 1, 1), g.Fix("kind", "used")), g.EMPTY)
    ask = g.seq(
        *(g.Text("how much are"), g.GAP, g.Capture("n", COUNT), g.GAP, g.Capture("item", ITEM), g.GAP),
        *(g.Text("at"), g.GAP, g.Capture("price", PRICE), g.GAP, shop, g.GAP, tail),
    )
    end = g.seq(g.chars("az"), g.Machine((((33, 33, 1),), ()), (1,)))
    other = g.seq(
        g.Capture("n", COUNT),
        g.GAP,
        g.Capture("item", ITEM),
        g.GAP,
        g.Text("for"),
        g.GAP,
        g.Capture("price", PRICE),
    )
    example = Example("how much are 3 mugs at $4.50", (("today", 738_000),), ("$13.50", True))
    return Family(
        "bulk",
        "Price of n items.",
        g.Grammar(g.alt(ask, other), (("end", end),)),
        slots,
        (Field("today", t.Optional(t.Date(737_000, 740_000))),),
        program,
        (example,),
    )


def artifact() -> Artifact:
    """The family as an artifact."""
    return make(RECIPE, bulk())
