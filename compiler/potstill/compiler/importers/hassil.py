"""Importing sentence templates in hassil's notation: YAML files in, recipes and artifacts out.

Every family is an ordinary recipe: compiling its text gives the very artifact that the import gives. What
cannot be imported is left out and reported; it never raises.
"""

from __future__ import annotations

from pathlib import Path

from potstill.compiler.importers.assemble import Assembler
from potstill.compiler.importers.files import read_project
from potstill.compiler.importers.findings import Findings
from potstill.compiler.importers.imported import Imported, compiled
from potstill.ir.artifact import Artifact

__all__ = ["Imported", "import_folder"]


def import_folder(folder: Path, *, language: str = "en") -> Imported:
    """The families of the set of sentence templates in a folder."""
    findings = Findings()
    project = read_project(folder, language, findings)
    assembler = Assembler(project, findings)
    artifacts: list[Artifact] = []
    for group in project.groups:
        for recipe in assembler.recipes(group):
            artifact = compiled(recipe, group.file, findings)
            if artifact is not None:
                artifacts.append(artifact)
    return Imported(tuple(artifacts), findings.all, findings.more)
