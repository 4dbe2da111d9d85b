"""Importing TypeAgent's recipes: the grammar patterns in their JSON files in, recipes and artifacts out.

Every family is an ordinary recipe: compiling its text gives the very artifact that the import gives. What
cannot be imported, and what a file says of itself that does not hold, is reported; it never raises. Scripts
are not imported: a family answers with the action and its parameters, which somebody else may carry out.
"""

from __future__ import annotations

from pathlib import Path

from potstill.compiler.importers.answers import fresh, identifier
from potstill.compiler.importers.findings import Code, Findings
from potstill.compiler.importers.imported import Imported, compiled
from potstill.compiler.importers.typeagent_assemble import MAX_NAME, Assembler
from potstill.compiler.importers.typeagent_files import Flow, read_flows
from potstill.ir.artifact import Artifact
from potstill.ir.family import Family
from potstill.ir.reference.answer import Unanswered, decide


def import_folder(folder: Path) -> Imported:
    """The families of the recipes in a folder."""
    findings = Findings()
    names: set[str] = set()
    artifacts: list[Artifact] = []
    for flow in read_flows(folder, findings):
        name = fresh(identifier(flow.action)[:MAX_NAME], names)
        names.add(name)
        recipe = Assembler(flow, findings).recipe(name)
        artifact = None if recipe is None else compiled(recipe, flow.file, findings)
        if artifact is not None:
            artifacts.append(artifact)
            _examples(flow, artifact.family, findings)
    return Imported(tuple(artifacts), findings.all, findings.more)


def _examples(flow: Flow, family: Family, findings: Findings) -> None:
    """Report the utterances that a file gives as examples, and that its family does not answer."""
    for pattern in flow.patterns:
        for example in pattern.examples:
            decision = decide([family], example, {})
            if isinstance(decision, Unanswered):
                what = f"the example {example!r} is not read ({decision.reason})"
                findings.add(Code.CONTRADICTED, flow.file, what, pattern.line)
