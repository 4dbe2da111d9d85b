"""What two versions declare, infer and bound otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.program import Program
from potstill.ir.typing import contains, show
from potstill.ir.values import identity
from potstill.verifier.counterexample import expression, spell
from potstill.verifier.diff.programs import answer_type
from potstill.verifier.diff.report import Move
from potstill.verifier.grammar.functional import captures

_LONGEST = 200
"""Of a description, in code points."""


def moves(one: Artifact, other: Artifact, renamed: Mapping[str, str]) -> tuple[Move, ...]:
    """What moved, in the order in which recipes say it. Slots are matched by name.

    ``renamed``: the names in the second recipe's text of slots that it calls otherwise.
    """
    families = one.family, other.family
    sides = [dict(_stated(artifact)) for artifact in (one, other)]
    told = [
        Move(what, sides[0].get(what, ""), sides[1].get(what, ""))
        for what in dict.fromkeys((*sides[0], *sides[1]))
        if sides[0].get(what, "") != sides[1].get(what, "")
    ]
    for what in ("ask", "where", "let", "answer", "ensure"):
        before, after = _written(one, what), _renamed(_written(other, what), renamed)
        told += [Move(what, text, "") for text in before if text not in after]
        told += [Move(what, "", text) for text in after if text not in before]
    return (
        *(Move("name", *pair) for pair in [(families[0].name, families[1].name)] if len({*pair}) > 1),
        *told,
    )


def _stated(artifact: Artifact) -> Iterator[tuple[str, str]]:
    """All that has one place, by its name."""
    family, program = artifact.family, artifact.family.program
    for slot in family.slots:
        yield f"slot {slot.name}, type", show(slot.type)
        yield f"slot {slot.name}, how it is read", _read(family, slot.name)
        if contains(slot.type, slot.default):
            yield f"slot {slot.name}, default", spell(slot.default, slot.type)
        yield f"slot {slot.name}, flavour", "flavour" if slot.flavour else ""
    for field in family.context:
        yield f"context {field.name}", show(field.type)
    yield from _declared(program)
    yield "answer, type", show(answer_type(program))
    yield "resolve", family.resolve.value
    yield "priority", str(family.priority)
    yield "steps", str(artifact.bounds.steps)
    yield "bits", str(artifact.bounds.bits)
    yield "length", str(artifact.bounds.length)


def _declared(program: Program) -> Iterator[tuple[str, str]]:
    for let in program.lets:
        if let.declared is not None:
            yield f"let {let.name}, type", show(let.declared)
        else:
            yield f"let {let.name}, type", show(program.nodes[let.node].type)
    for table in program.tables:
        rows = ", ".join(f"{identity(key)[0]}: {identity(value)[0]}" for key, value in table.rows)
        yield f"table {table.name}", _brief(rows)


def _read(family: Family, slot: str) -> str:
    return _brief("; ".join(str(lexicon) for name, lexicon in captures(family) if name == slot))


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _renamed(texts: list[str], renamed: Mapping[str, str]) -> list[str]:
    """The texts with the first recipe's names for renamed slots."""
    names = {after: before for before, after in renamed.items()}
    return [re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), text) for text in texts]


def _written(artifact: Artifact, what: str) -> list[str]:
    """The statements of a kind, as they are written."""
    program = artifact.family.program
    match what:
        case "where":
            return [expression(artifact, node) for node in program.wheres]
        case "let":
            return [f"{let.name} = {expression(artifact, let.node)}" for let in program.lets]
        case "answer":
            return [expression(artifact, program.answer)]
        case "ensure":
            return [expression(artifact, node) for node in program.ensures]
        case _:
            lines = (line.strip() for line in artifact.recipe.splitlines())
            return [
                line.removeprefix("ask").strip() for line in lines if line.split(maxsplit=1)[:1] == ["ask"]
            ]
