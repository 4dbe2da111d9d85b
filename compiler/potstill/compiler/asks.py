"""The templates of a recipe: their shapes first, then, once the slots are known, the grammar."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.constants import constant_of
from potstill.compiler.diagnostics import Report
from potstill.compiler.limits import MAX_GRAMMAR_DEPTH, MAX_GRAMMAR_SIZE
from potstill.compiler.names import Names, unknown
from potstill.compiler.parameters import Parameters
from potstill.compiler.settings import Settings
from potstill.compiler.shapes import Shape, Shapes
from potstill.compiler.template import Grammars
from potstill.ir import grammar as g
from potstill.ir import types as t


@dataclass(frozen=True, slots=True)
class Asked:
    """An ``ask`` statement and the shape of its template."""

    statement: s.Ask
    shape: Shape


def read_asks(tree: s.Recipe, names: Names, shapes: Shapes, report: Report) -> list[Asked]:
    """The ``ask`` statements. Rules that no template uses are looked at too, for the faults in them."""
    asked = [
        Asked(each, shapes.template(each.template)) for each in tree.statements if isinstance(each, s.Ask)
    ]
    if not asked:
        report.add(Code.NO_ASK, tree.header.name.span)
    for rule in names.rules.values():
        shapes.rule(rule)
    size = 0
    for each in asked:
        template = each.statement.template
        if each.shape.nullable:
            report.add(Code.EMPTY_UTTERANCE, template.span)
        size += each.shape.size
        if each.shape.depth > MAX_GRAMMAR_DEPTH and not shapes.deep:
            report.add(Code.TEMPLATE_TOO_DEEP, template.span, limit=MAX_GRAMMAR_DEPTH)
        elif size > MAX_GRAMMAR_SIZE and not shapes.deep:
            report.add(Code.GRAMMAR_TOO_LARGE, template.span, limit=MAX_GRAMMAR_SIZE)
            break
    return asked


def check_slots(asked: list[Asked], names: Names, parameters: Parameters, report: Report) -> None:
    """Every path of every template fills every slot that may not be left out."""
    filled = [(each, {fix.name.text for fix in each.statement.fixed}) for each in asked]
    for declared in names.slots:
        name = declared.name.text
        if name not in parameters.slots:
            continue
        free = parameters.is_free(name)
        if not any(name in each.shape.ever or name in fixed for each, fixed in filled):
            if asked:
                report.add(Code.CONSTANT_SLOT if free else Code.UNFILLED_SLOT, declared.name.span, name=name)
        elif not free:
            for each, fixed in filled:
                if name not in each.shape.always and name not in fixed:
                    report.add(Code.SLOT_LEFT_OUT, each.statement.template.span, name=name)


def build_grammar(
    asked: list[Asked],
    names: Names,
    shapes: Shapes,
    parameters: Parameters,
    settings: Settings,
    report: Report,
) -> g.Grammar | None:
    """The grammar; None if the recipe is wrong so far."""
    fixes = [_fixes(each, names, parameters, report) for each in asked]
    if report.failed:
        return None
    reads = {name: slot.lexicon for name, slot in parameters.slots.items()}
    grammars = Grammars(names, shapes, reads, parameters.lexicons, settings.skipped, report)
    nodes = [grammars.ask(each.statement.template, fixed) for each, fixed in zip(asked, fixes, strict=True)]
    for each, node in zip(asked, nodes, strict=True):
        if grammars.reads_nothing(node):
            report.add(Code.EMPTY_UTTERANCE, each.statement.template.span)
    # An Alt even of one template, and not flattened: the position among its parts is the template's number.
    return None if report.failed else g.Grammar(g.Alt(tuple(nodes)), tuple(grammars.rules.items()))


def _fixes(asked: Asked, names: Names, parameters: Parameters, report: Report) -> list[g.Fix]:
    found: dict[str, g.Fix] = {}
    for fixed in asked.statement.fixed:
        name = fixed.name.text
        slot = parameters.slots.get(name)
        if names.slot(name) is None:
            unknown(Code.UNKNOWN_SLOT, fixed.name, (each.name.text for each in names.slots), report)
        elif name in found:
            report.add(Code.GIVEN_TWICE, fixed.name.span, name=name)
        elif name in asked.shape.ever:
            report.add(Code.FIXED_AND_READ, fixed.name.span, name=name)
        elif slot is not None:
            kind = slot.type.body if isinstance(slot.type, t.Optional) else slot.type
            value = constant_of(fixed.value, kind, Code.FIXED_TYPE, report, name=name)
            if value is not None:
                found[name] = g.Fix(name, value.value)
    return list(found.values())
