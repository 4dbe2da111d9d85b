"""The document of a family: the forms put together, and the pools of types and lexicons that it shares."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

from potstill.ir import grammar, lexicons, program, types
from potstill.ir.codec.compound import Bare, Object, OneOf, Pooled, Position, Recurring, Row, Sequence
from potstill.ir.codec.constants import Constant
from potstill.ir.codec.derive import Deriver
from potstill.ir.codec.faults import Fault, Malformed
from potstill.ir.codec.forms import Form, Json, Pool, Pools, String, describe, too_deep
from potstill.ir.codec.wellformed import check
from potstill.ir.family import Family

POOLS: Final = ("types", "lexicons")

LEXICON_PARTS: Final = (grammar.Digit, grammar.Step, grammar.Item)
"""What stands in languages that lexicons build, and so in no document."""

BARE_PARTS: Final = (grammar.Text, grammar.Gap, grammar.Seq, grammar.Rule)
"""What most of a grammar is made of: written as strings, nulls, arrays and integers."""

RULES: Final = "rules"
"""The names of a grammar's rules, to whose positions calls of rules refer."""


class _Value:
    """Stands for values in hints: their own alias refers to itself, which hints cannot say at run time."""


class _Data:
    """Stands for what a program's node carries."""


@cache
def _forms() -> tuple[Object, dict[str, OneOf]]:
    """The form of a family without its pools, and the form of each pool's entries."""
    kinds = {"types": OneOf("type"), "lexicons": OneOf("lexicon")}
    parts = OneOf("part")
    names = {"Value": _Value, "Data": _Data, "Lexicon": lexicons.Lexicon}
    shared: dict[Any, Form] = {_Value: Constant("value", {}), grammar.Node: parts}
    inside = Deriver({**shared, types.Type: kinds["types"], lexicons.Lexicon: kinds["lexicons"]}, names)
    inside.fill(kinds["types"], get_args(types.Type))
    inside.fill(kinds["lexicons"], get_args(lexicons.Lexicon))
    pooled = {
        types.Type: Pooled("types", kinds["types"]),
        lexicons.Lexicon: Pooled("lexicons", kinds["lexicons"]),
    }
    extras = {"rounding": inside.described(program.Rounding), "shape": inside.described(program.Shape)}
    rule = Row((String(), Recurring(parts)), _pair, tuple)
    rules = {tuple[str, grammar.Node]: rule}
    outside = Deriver({**shared, **pooled, **rules, _Data: Constant("data", extras)}, names)
    apart = {*LEXICON_PARTS, *BARE_PARTS}
    outside.fill(parts, [part for part in get_args(grammar.Node) if part not in apart])
    parts.bare[str] = Bare(grammar.Text, "text", String())
    parts.bare[list] = Bare(grammar.Seq, "parts", Sequence(parts))
    parts.bare[int] = Bare(grammar.Rule, "name", Position(RULES))
    parts.nothing = grammar.GAP
    return outside.described(Family), kinds


def _pair(name: str, body: grammar.Node) -> tuple[str, grammar.Node]:
    return name, body


def encode(family: Family) -> dict[str, Json]:
    """The family as plain JSON data. Raises Malformed for one that :func:`decode` would refuse."""
    form, _ = _forms()
    pools: Pools = {name: Pool() for name in POOLS}
    pools[RULES] = Pool(positions={name: position for position, (name, _) in enumerate(family.grammar.rules)})
    try:
        data: dict[str, Json] = form.encode(family, pools, 0)
    except RecursionError:  # a shared part is hashed before its depth is looked at
        raise too_deep() from None
    check(family)
    return {**data, **{name: pools[name].data for name in POOLS}}


def decode(data: Json) -> Family:
    """The family that plain JSON data stands for; nothing about ``data`` is taken for granted.

    Raises Malformed. ``encode(decode(data)) == data`` and ``decode(encode(family)) == family``.
    """
    if type(data) is not dict:
        raise Malformed(Fault.KIND, f"expected an object, found {describe(data)}")
    form, kinds = _forms()
    pools: Pools = {}
    for name in POOLS:
        if name not in data:
            raise Malformed(Fault.KEYS, f"family lacks the key {name!r}")
        try:
            values = list(Sequence(kinds[name]).decode(data[name], {}, 0))
        except Malformed as fault:
            raise fault.below(name) from None
        pools[name] = Pool(values)
    rest = {key: part for key, part in data.items() if key not in POOLS}
    pools[RULES] = Pool(_rule_names(data))
    family: Family = form.decode(rest, pools, 0)
    for name in POOLS:
        pool = pools[name]
        if len(set(pool.values)) != len(pool.values):
            raise Malformed(Fault.DUPLICATE, "the same entry twice", name)
        if pool.used != len(pool.values):
            raise Malformed(Fault.REFERENCE, f"nothing uses entry {pool.used}", name)
    check(family)
    return family


def _rule_names(data: dict[str, Json]) -> list[str]:
    """What the rules are called; whatever else is wrong with them, their form will tell."""
    grammar_data = data.get("grammar")
    rules = grammar_data.get("rules") if type(grammar_data) is dict else None
    pairs = rules if type(rules) is list else []
    return [pair[0] if type(pair) is list and pair and type(pair[0]) is str else "" for pair in pairs]


def schema() -> dict[str, Json]:
    """The JSON Schema of :func:`encode`'s results, as ``spec/schemas/family.schema.json`` has it."""
    form, kinds = _forms()
    named: dict[str, Any] = {}
    form.schema(named)
    root = named.pop(form.name)
    for name, kind in kinds.items():
        root["properties"][name] = {"type": "array", "items": kind.schema(named)}
        root["required"].append(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "family.schema.json",
        "title": "A task family",
        "description": "What no schema can say, such as that types agree, stands in spec/ir.md.",
        **root,
        "$defs": dict(sorted(named.items())),
    }
