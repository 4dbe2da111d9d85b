"""Importing sentence templates in hassil's notation: YAML files in, recipes and artifacts out.

Every family is an ordinary recipe: compiling its text gives the very artifact that the import gives. What
cannot be imported is left out and reported; it never raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from potstill.compiler.compile import compile_tree
from potstill.compiler.decode import MAX_BYTES
from potstill.compiler.diagnostics import Report
from potstill.compiler.importers.assemble import Assembler
from potstill.compiler.importers.files import read_project
from potstill.compiler.importers.findings import Code, Finding, Findings
from potstill.compiler.importers.places import placed
from potstill.compiler.printer import print_recipe
from potstill.ir.artifact import SUFFIX as ARTIFACT
from potstill.ir.artifact import Artifact, write_artifact

RECIPE: Final = ".recipe"
"""How the names of recipes' files end."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The families of a set, in order of its files, and what was left out; ``more``: findings not kept."""

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]
    more: int = 0

    def write(self, folder: Path) -> list[Path]:
        """Write each family's artifact into a folder, and its recipe beside it. Returns the artifacts' files.

        Raises OSError and ArtifactError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for each in self.artifacts:
            path = folder / f"{each.family.name}{ARTIFACT}"
            path.with_name(f"{each.family.name}{RECIPE}").write_text(each.recipe, "utf-8")
            write_artifact(each, path)
            written.append(path)
        return written

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return {
            "families": [{"name": each.family.name, "address": each.address} for each in self.artifacts],
            "findings": [each.to_json() for each in self.findings],
            "more": self.more,
        }


def import_folder(folder: Path, *, language: str = "en") -> Imported:
    """The families of the set of sentence templates in a folder."""
    findings = Findings()
    project = read_project(folder, language, findings)
    assembler = Assembler(project, findings)
    artifacts: list[Artifact] = []
    for group in project.groups:
        for recipe in assembler.recipes(group):
            text = print_recipe(recipe)
            if len(text.encode()) > MAX_BYTES:
                what = f"{recipe.header.name.text}: its recipe would have more than {MAX_BYTES} bytes"
                findings.add(Code.REFUSED, group.file, what)
                continue
            report = Report()
            artifact = compile_tree(placed(recipe, text), text, report)
            if artifact is not None:
                artifacts.append(artifact)
            for each in report.diagnostics:
                if each.error:
                    findings.add(Code.REFUSED, group.file, f"{recipe.header.name.text}: {each.what}")
    return Imported(tuple(artifacts), findings.all, findings.more)
