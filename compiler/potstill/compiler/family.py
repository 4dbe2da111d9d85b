"""The passes between syntax tree and family: slots, tables, templates, program."""

from __future__ import annotations

from potstill.compiler import syntax as s
from potstill.compiler.asks import build_grammar, check_slots, read_asks
from potstill.compiler.codes import Code
from potstill.compiler.diagnostics import Report
from potstill.compiler.examples import Written, read_example
from potstill.compiler.limits import MAX_EXAMPLES
from potstill.compiler.names import Names
from potstill.compiler.parameters import read_parameters
from potstill.compiler.program import lower_program
from potstill.compiler.settings import read_settings
from potstill.compiler.shapes import Shapes
from potstill.compiler.tables import table
from potstill.compiler.values import value_type
from potstill.ir import types as t
from potstill.ir.family import Family, Field
from potstill.ir.program import Table


def build_family(tree: s.Recipe, names: Names, report: Report) -> tuple[Family, list[Written]] | None:
    """The family of a tree and its examples; None if the recipe is wrong.

    Each pass runs as far as what it needs is there, so that independent faults are all found.
    """
    settings = read_settings(tree, report)
    context = _context(names, report)
    shapes = Shapes(names, report)
    faults = report.errors
    asked = read_asks(tree, names, shapes, report)
    sound = report.errors == faults
    parameters = read_parameters(names, shapes, report)
    if sound:
        check_slots(asked, names, parameters, report)
    grammar = build_grammar(asked, names, shapes, parameters, settings, report)
    leaves = {name: slot.type for name, slot in parameters.slots.items()} | context
    program = lower_program(tree, names, leaves, _tables(names, report), report)
    if program is None:
        return None
    answer = program.declared or program.nodes[program.answer].type
    examples = [each for each in tree.statements if isinstance(each, s.ExampleDef)]
    for extra in examples[MAX_EXAMPLES : MAX_EXAMPLES + 1]:
        report.add(Code.TOO_MANY_EXAMPLES, extra.span, limit=MAX_EXAMPLES)
    written = [read_example(each, context, answer, report) for each in examples[:MAX_EXAMPLES]]
    if grammar is None or report.failed:
        return None
    for slot in names.slots:
        if not slot.flavour and not names.is_used(slot):
            report.add(Code.UNUSED_SLOT, slot.name.span, name=slot.name.text)
    good = [each for each in written if each is not None]
    family = Family(
        tree.header.name.text,
        tree.header.title.text if tree.header.title else "",
        grammar,
        tuple(parameters.slots.values()),
        tuple(Field(name, kind) for name, kind in context.items()),
        program,
        tuple(each.example for each in good),
        settings.resolve,
        settings.priority,
    )
    return family, good


def _context(names: Names, report: Report) -> dict[str, t.Type]:
    """The types of the context's fields, without those that are wrong."""
    found: dict[str, t.Type] = {}
    for declared in names.values.values():
        if not isinstance(declared, s.ContextDef):
            continue
        kind = value_type(declared.type, report)
        if kind is not None and declared.optional and isinstance(kind, t.Optional):
            report.add(Code.OPTIONAL_TWICE, declared.type.span)
        elif kind is not None:
            found[declared.name.text] = t.Optional(kind) if declared.optional else kind
    return found


def _tables(names: Names, report: Report) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for declared in names.values.values():
        if isinstance(declared, s.TableDef):
            found = table(declared, report)
            if found is not None:
                tables[declared.name.text] = found
    return tables
