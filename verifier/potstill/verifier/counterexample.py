"""Counterexamples for people: the request, the values along the graph, and what is known there."""

from __future__ import annotations

from collections.abc import Iterator

from potstill.ir import writing
from potstill.ir.artifact import Artifact
from potstill.ir.program import Program, Span
from potstill.ir.reference.evaluate import steps
from potstill.ir.scopes import below
from potstill.ir.types import Optional, Text, Type
from potstill.ir.typing import show
from potstill.ir.values import Value
from potstill.ir.verdicts import Counterexample
from potstill.verifier.theta.domain import Point

_SILENT = frozenset({"const", "slot", "context", "element"})
"""Operators whose values the request itself shows, or that need no showing."""


def counterexample(
    artifact: Artifact, point: Point, utterance: str | None, node: int | None, *facts: str
) -> Counterexample:
    """The request of a point; with ``node``, the values that it is made of, and its operands' types.

    ``facts`` come after those.
    """
    family = artifact.family
    parameters = tuple((slot.name, spell(point.parameters[slot.name], slot.type)) for slot in family.slots)
    context = tuple((field.name, spell(point.context[field.name], field.type)) for field in family.context)
    if node is None:
        return Counterexample(utterance, parameters, context, (), facts)
    return Counterexample(
        utterance,
        parameters,
        context,
        tuple(_values(artifact, point, node)),
        (*_known(artifact, node), *facts),
    )


def expression(artifact: Artifact, node: int) -> str:
    """A node as the recipe writes it, on one line; its operator where the recipe does not write it."""
    span = artifact.family.program.spans[node]
    written = " ".join(_bracketed(artifact.recipe, span).split())
    return written or artifact.family.program.nodes[node].op


def _bracketed(recipe: str, span: Span) -> str:
    """The text of a span with the brackets around its first and last operand, which are no part of it."""
    opened = closed = 0
    for char in recipe[span.start : span.end]:
        if char == "(":
            opened += 1
        elif char == ")" and opened:
            opened -= 1
        elif char == ")":
            closed += 1
    before, text, after = recipe[: span.start], recipe[span.start : span.end], recipe[span.end :]
    while closed and before.rstrip().endswith("("):
        before, closed = before.rstrip()[:-1], closed - 1
        text = f"({text}"
    while opened and after.lstrip().startswith(")"):
        after, opened = after.lstrip()[1:], opened - 1
        text = f"{text})"
    return text


def spell(value: Value, kind: Type) -> str:
    """A value as recipes write it: texts in quotes."""
    inner = kind.body if isinstance(kind, Optional) else kind
    return f'"{value}"' if isinstance(inner, Text) and isinstance(value, str) else writing.show(value, kind)


def _values(artifact: Artifact, point: Point, root: int) -> Iterator[tuple[str, str]]:
    """What was computed on the way to the node, in order: lets by their names, the rest as written."""
    program = artifact.family.program
    names = {let.node: let.name for let in program.lets}
    wanted = set(below(program, root))
    told: set[str] = set()
    for node, value in steps(program, point.parameters, point.context, root):
        text = names.get(node) or expression(artifact, node)
        if node in wanted and program.nodes[node].op not in _SILENT and text not in told:
            told.add(text)
            yield text, spell(value, program.nodes[node].type)


def _known(artifact: Artifact, root: int) -> Iterator[str]:
    """The types of the node's operands, as far as they say something."""
    program = artifact.family.program
    told: set[str] = set()
    for node in _operands(program, root):
        text = f"{expression(artifact, node)}: {show(program.nodes[node].type)}"
        if program.nodes[node].op != "const" and text not in told:
            told.add(text)
            yield text


def _operands(program: Program, root: int) -> tuple[int, ...]:
    return program.nodes[root].args or (root,)
