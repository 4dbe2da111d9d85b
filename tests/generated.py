"""Files of tests that ``potstill testgen`` writes, run without a process of their own."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from potstill.compiler import compile_recipe
from potstill.ir.artifact import SUFFIX, Artifact, write_artifact

Test = Callable[[], None]


class Generated:
    """The functions of a generated file."""

    def __init__(self, source: str) -> None:
        self.names: dict[str, Any] = {"__name__": "generated"}
        exec(compile(source, "generated.py", "exec", dont_inherit=True), self.names)

    @property
    def named(self) -> dict[str, Test]:
        """The tests of single requests, in order."""
        return {name: test for name, test in self._tests() if not hasattr(test, "hypothesis")}

    @property
    def properties(self) -> dict[str, Test]:
        """The tests of whatever is drawn, in order."""
        return {name: test for name, test in self._tests() if hasattr(test, "hypothesis")}

    def _tests(self) -> Iterator[tuple[str, Test]]:
        for name, value in self.names.items():
            if name.startswith("test_") and inspect.isfunction(value):
                yield name, value

    @contextmanager
    def testing(self, artifact: Artifact, folder: Path) -> Iterator[None]:
        """Let the tests test another build of the family."""
        path = folder / f"{artifact.family.name}{SUFFIX}"
        write_artifact(artifact, path)
        self.names["tested"].cache_clear()
        os.environ["POTSTILL_ARTIFACT"] = str(path)
        try:
            yield
        finally:
            del os.environ["POTSTILL_ARTIFACT"]
            self.names["tested"].cache_clear()


def fails(test: Test) -> bool:
    """Whether a test fails."""
    try:
        test()
    except AssertionError:
        return True
    return False


def mutant(recipe: str, before: str, after: str) -> Artifact | None:
    """The recipe with one part replaced, without its examples and promises; None if it does not compile."""
    assert before in recipe, before
    text = re.sub(
        r"^(example|ensure) .*\n([ \t]+.*\n)*", "", recipe.replace(before, after, 1), flags=re.MULTILINE
    )
    return compile_recipe(text).artifact
