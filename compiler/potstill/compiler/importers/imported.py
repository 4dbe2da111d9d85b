"""What an import gives: recipes and their artifacts, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.compile import compile_tree
from potstill.compiler.decode import MAX_BYTES
from potstill.compiler.diagnostics import Report
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


def compiled(recipe: s.Recipe, file: str, findings: Findings) -> Artifact | None:
    """The artifact of a recipe that an importer built; None, with findings, if it is refused."""
    name = recipe.header.name.text
    text = print_recipe(recipe)
    if len(text.encode()) > MAX_BYTES:
        findings.add(Code.REFUSED, file, f"{name}: its recipe would have more than {MAX_BYTES} bytes")
        return None
    report = Report()
    artifact = compile_tree(placed(recipe, text), text, report)
    for each in report.diagnostics:
        if each.error:
            findings.add(Code.REFUSED, file, f"{name}: {each.what}")
    return artifact
