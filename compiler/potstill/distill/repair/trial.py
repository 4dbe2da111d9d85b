"""Edited recipes, tried out: their programs, and whether these give the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.diagnostics import Report
from potstill.compiler.names import declare
from potstill.compiler.program import lower_program
from potstill.compiler.tables import table
from potstill.distill.repair.cases import Case, gives
from potstill.distill.tree import statements
from potstill.ir.family import Family
from potstill.ir.program import Program, Table


class Spent(Exception):
    """The policy's trials are used up."""


class Trial:
    """Programs of edited recipes whose grammar and slots stay as they are.

    ``failing`` are the cases that the old program gets wrong, and are tried first.
    """

    def __init__(self, tree: s.Recipe, family: Family, cases: Sequence[Case], trials: int) -> None:
        self.tree: Final = tree
        self.family: Final = family
        self.failing: Final = [case for case in cases if not gives(family.program, case)]
        self.passing: Final = [case for case in cases if gives(family.program, case)]
        self._left = trials
        slots = {slot.name: slot.type for slot in family.slots}
        self._leaves: Final = slots | {field.name: field.type for field in family.context}
        self._tables: Final = {
            declared.name.text: (declared, family.program.table(declared.name.text))
            for declared in statements(tree, s.TableDef)
            if any(known.name == declared.name.text for known in family.program.tables)
        }

    def program(self, tree: s.Recipe) -> Program | None:
        """The program of an edited recipe; None if the compiler refuses it. Raises Spent."""
        if not self._left:
            raise Spent
        self._left -= 1
        report = Report()
        tables: dict[str, Table] = {}
        for declared in statements(tree, s.TableDef):
            name = declared.name.text
            known = self._tables.get(name)
            made = known[1] if known is not None and known[0] is declared else table(declared, report)
            if made is None:
                return None
            tables[name] = made
        names = declare(tree, report)
        return None if report.failed else lower_program(tree, names, self._leaves, tables, report)

    def fits(self, program: Program) -> bool:
        """Whether the program gives all answers."""
        return self.cures(program) and all(gives(program, case) for case in self.passing)

    def cures(self, program: Program) -> bool:
        """Whether the program gives the answers that the old one does not."""
        return all(gives(program, case) for case in self.failing)


def unchecked(program: Program) -> Program:
    """The program without its promises, to see what it computes."""
    lets = tuple(replace(let, declared=None) for let in program.lets)
    return replace(program, ensures=(), lets=lets, declared=None)
