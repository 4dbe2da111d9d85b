"""Recipes given on the command line, compiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from potstill.compiler import Compiled, compile_recipe

SUFFIX = ".recipe"


@dataclass(frozen=True, slots=True)
class Checked:
    """A recipe file and what the compiler said of it."""

    path: Path
    text: str
    compiled: Compiled

    @property
    def accepted(self) -> bool:
        """Whether there is an artifact."""
        return self.compiled.artifact is not None

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        artifact = self.compiled.artifact
        return {
            "path": str(self.path),
            "accepted": self.accepted,
            "family": None if artifact is None else artifact.family.name,
            "address": None if artifact is None else artifact.address,
            "bounds": None
            if artifact is None
            else {
                "steps": artifact.bounds.steps,
                "bits": artifact.bounds.bits,
                "length": artifact.bounds.length,
            },
            "diagnostics": [diagnostic.to_json(self.text) for diagnostic in self.compiled.diagnostics],
        }


def checked(paths: Iterable[Path]) -> list[Checked]:
    """Every file, compiled, in order."""
    results: list[Checked] = []
    for path in paths:
        data = path.read_bytes()
        results.append(Checked(path, data.decode("utf-8", "replace"), compile_recipe(data)))
    return results
