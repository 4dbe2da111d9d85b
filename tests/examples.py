"""The recipes of ``examples/``, compiled once, and a handler of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from potstill.compiler import compile_recipe
from potstill.ir.artifact import Artifact
from potstill.ir.family import Example
from potstill.ir.presentation import to_python
from potstill.runtime import Handler

FOLDER: Final = Path(__file__).resolve().parent.parent / "examples"


def recipes() -> list[Path]:
    """The recipes that compile, by field and name."""
    return [path for path in sorted(FOLDER.glob("*/*.recipe")) if path.parent.name != "refused"]


def refused() -> list[Path]:
    """The recipes that do not compile."""
    return sorted(FOLDER.glob("refused/*.recipe"))


@cache
def artifacts() -> dict[Path, Artifact]:
    """The artifact of each recipe; a recipe that is refused, or warned of, fails the test that asks."""
    found: dict[Path, Artifact] = {}
    for path in recipes():
        compiled = compile_recipe(path.read_bytes(), name=path.name)
        assert compiled.artifact is not None, compiled.render()
        assert not compiled.diagnostics, compiled.render()
        found[path] = compiled.artifact
    return found


@cache
def handler() -> Handler:
    """All families at once, without a fallback."""
    return Handler(artifacts().values(), allow_unverified=True)


def context(artifact: Artifact, example: Example) -> dict[str, object]:
    """The context of an example, as a host would give it."""
    types = {field.name: field.type for field in artifact.family.context}
    return {name: to_python(value, types[name]) for name, value in example.context}


def examples() -> Iterator[tuple[Artifact, Example]]:
    """Every example with its artifact."""
    for artifact in artifacts().values():
        for example in artifact.family.examples:
            yield artifact, example
