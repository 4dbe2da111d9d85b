"""Compile every example, ask each family its own first example and a few things nobody covers.

make demo
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console
from rich.table import Table

from potstill.compiler import compile_recipe
from potstill.ir.artifact import SUFFIX, Artifact, write_artifact
from potstill.ir.presentation import to_python
from potstill.runtime import Handler, Reply

EXAMPLES = Path(__file__).parent
LONGEST = 160
"""Symbols of an utterance that are shown."""

UNCOVERED = ("write me a poem about copper", "what is the meaning of life", "how much is it")


def build(console: Console, folder: Path) -> list[Artifact]:
    """Compile the example recipes into artifacts in ``folder``; exit if one is refused."""
    artifacts: list[Artifact] = []
    began = perf_counter()
    for path in sorted(EXAMPLES.glob("*/*.recipe")):
        if path.parent.name == "refused":
            continue
        compiled = compile_recipe(path.read_bytes())
        if compiled.artifact is None:
            console.print(f"[red]{path} was refused: potstill check {path} says why")
            sys.exit(1)
        write_artifact(compiled.artifact, folder / f"{compiled.artifact.family.name}{SUFFIX}")
        artifacts.append(compiled.artifact)
    console.print(f"{len(artifacts)} recipes compiled in {perf_counter() - began:.1f} s")
    return artifacts


def context(artifact: Artifact, values: tuple[tuple[str, object], ...]) -> dict[str, object]:
    """An example's context as a caller would give it."""
    types = {field.name: field.type for field in artifact.family.context}
    return {name: to_python(value, types[name]) for name, value in values}  # type: ignore[arg-type]  # examples hold values


def main() -> None:
    """Print a table: utterance, family, parameters, answer, time, source."""
    console = Console()
    console.width = max(console.width, 140)
    with TemporaryDirectory() as name:
        artifacts = build(console, Path(name))
        handler = Handler.load(name, fallback=lambda *_: "(a model would be asked)", allow_unverified=True)
    table = Table("utterance", "family", "parameters", "answer", "µs", "source")
    for artifact in artifacts:
        example = artifact.family.examples[0]
        given = context(artifact, example.context)
        handler(example.utterance, given)
        _row(table, example.utterance, handler(example.utterance, given))
    for utterance in UNCOVERED:
        _row(table, utterance, handler(utterance))
    console.print(table)
    counters = handler.counters
    console.print(f"{counters.asked} asked, {counters.coverage:.0%} answered by programs")


def _row(table: Table, utterance: str, reply: Reply) -> None:
    parameters = ", ".join(f"{name}={value}" for name, value in reply.parameters.items())
    if len(utterance) > LONGEST:
        utterance = f"{utterance[: LONGEST // 2].rstrip()} … {utterance[-LONGEST // 2 :].lstrip()}"
    cells = (utterance, reply.family or "", parameters, str(reply.to_json()["value"]))
    table.add_row(
        *(cell.replace("[", "\\[") for cell in cells), f"{reply.seconds * 1e6:.0f}", reply.source.value
    )


if __name__ == "__main__":
    main()
