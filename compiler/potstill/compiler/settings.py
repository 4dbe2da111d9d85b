"""Statements that stand at most once in a recipe and set something for the whole family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report, did_you_mean
from potstill.ir.family import Resolve

MAX_PRIORITY: Final = 1_000_000
"""The greatest priority, either sign."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How readings are told apart, the priority among families, and the words that may be left out."""

    resolve: Resolve
    priority: int
    skipped: tuple[s.Quoted, ...]


def read_settings(tree: s.Recipe, report: Report) -> Settings:
    """The settings; of a statement that stands twice the first counts."""
    resolve: Resolve | None = None
    priority: int | None = None
    skipped: list[s.Quoted] = []
    for statement in tree.statements:
        match statement:
            case s.ResolveDef(order) if resolve is None:
                resolve = _resolve(order, report)
            case s.PriorityDef() if priority is None:
                priority = _priority(statement, report)
            case s.ResolveDef():
                report.add(Code.SET_TWICE, statement.span, word="resolve")
            case s.PriorityDef():
                report.add(Code.SET_TWICE, statement.span, word="priority")
            case s.Skip(phrases):
                skipped += phrases
            case _:
                pass
    return Settings(resolve or Resolve.UNIQUE, priority or 0, tuple(skipped))


def _resolve(order: s.Name, report: Report) -> Resolve:
    known = {each.value: each for each in Resolve}
    if order.text not in known:
        suggestion = did_you_mean(order.text, known)
        report.add(
            Code.UNKNOWN_RESOLVE, order.span, name=order.text, suggestion=suggestion, known=", ".join(known)
        )
    return known.get(order.text, Resolve.UNIQUE)


def _priority(statement: s.PriorityDef, report: Report) -> int:
    value = statement.number.value
    if not isinstance(value, int) or value > MAX_PRIORITY:
        report.add(Code.BAD_PRIORITY, statement.number.span, limit=MAX_PRIORITY)
        return 0
    return -value if statement.negative else value
