"""The compiler κ: every text yields a family or diagnostics; deterministic, bounded, never an exception."""

from __future__ import annotations

from dataclasses import dataclass

from potstill.compiler import syntax as s
from potstill.compiler.codes import Code
from potstill.compiler.decode import read_source
from potstill.compiler.diagnostics import Diagnostic, Report
from potstill.compiler.examples import check_example
from potstill.compiler.family import build_family
from potstill.compiler.limits import MAX_SLOTS
from potstill.compiler.names import declare, report_unused
from potstill.compiler.parse import parse
from potstill.compiler.printer import print_recipe
from potstill.compiler.source import Source
from potstill.ir import artifact
from potstill.ir.artifact import Artifact, ArtifactError
from potstill.ir.family import Family


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a recipe: an artifact, or errors among the diagnostics; warnings in either case.

    ``tree`` is there if the text could be parsed.
    """

    source: Source
    tree: s.Recipe | None
    artifact: Artifact | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def family(self) -> Family | None:
        """The family, if the recipe is accepted."""
        return None if self.artifact is None else self.artifact.family

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics for which the recipe is refused."""
        return tuple(each for each in self.diagnostics if each.error)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The other diagnostics."""
        return tuple(each for each in self.diagnostics if not each.error)

    def render(self) -> str:
        """All diagnostics as text."""
        return "\n\n".join(each.render(self.source.text, self.source.name) for each in self.diagnostics)


def compile_recipe(text: str | bytes, *, name: str | None = None) -> Compiled:
    """Compile a recipe. ``name`` is what diagnostics call it, and has no other effect."""
    report = Report()
    source = read_source(text, name or "recipe", report)
    tree = None if report.failed else parse(source, report)
    made = None if tree is None else compile_tree(tree, source.text, report)
    return Compiled(source, tree, made, report.diagnostics)


def compile_tree(tree: s.Recipe, text: str, report: Report) -> Artifact | None:
    """The passes after parsing: the artifact of a tree, whose spans refer to ``text``."""
    names = declare(tree, report)
    built = build_family(tree, names, report) if len(names.slots) <= MAX_SLOTS else None
    if built is None or report.failed:
        return None
    family, written = built
    for each in written:
        check_example(family, each, report)
    report_unused(names, report)
    return None if report.failed else _artifact(family, text, tree, report)


def _artifact(family: Family, text: str, tree: s.Recipe, report: Report) -> Artifact | None:
    try:
        return artifact.make(text, family)
    except ArtifactError as wrong:
        report.add(Code.NOT_WELL_FORMED, tree.header.name.span, reason=str(wrong))
        return None


def format_recipe(text: str | bytes) -> str | tuple[Diagnostic, ...]:
    """The recipe in its canonical layout, or why it cannot be parsed."""
    report = Report()
    source = read_source(text, "recipe", report)
    tree = None if report.failed else parse(source, report)
    return report.diagnostics if tree is None else print_recipe(tree)
