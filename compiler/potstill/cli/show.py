"""``potstill show``: what an artifact or a recipe is, for reading."""

from __future__ import annotations

from pathlib import Path

import click

from potstill.cli.console import NO, YES, CannotRun, emit, json_option, note, table
from potstill.cli.folder import artifacts
from potstill.cli.templates import template
from potstill.distill.report.graph import svg
from potstill.ir import grammar as g
from potstill.ir.artifact import Artifact, to_json
from potstill.ir.program import Node, Rounding, Shape
from potstill.ir.typing import show


@click.command(
    epilog="""\b
    Examples:
      potstill show artifacts/tip.potstill.json
      potstill show tip.recipe --graph tip.svg"""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--graph", type=click.Path(dir_okay=False), help="Draw the program into this SVG file.")
@json_option
def command(file: str, graph: str | None, as_json: bool) -> int:
    """Show the recipe, the grammar and the program of FILE, an artifact or a recipe."""
    artifact = artifact_of(Path(file))
    if artifact is None:
        return NO
    if graph is not None:
        Path(graph).write_text(svg(artifact.family), "utf-8")
        note(f"{graph} drawn")
    if as_json:
        emit(to_json(artifact))
    else:
        _tell(artifact)
    return YES


def artifact_of(path: Path) -> Artifact | None:
    """The artifact in a file, or of a recipe; None, with the diagnostics told, if the recipe is refused."""
    if path.suffix != ".recipe":
        return artifacts(str(path))[0]
    try:
        from potstill.compiler import compile_recipe
    except ModuleNotFoundError as missing:
        raise CannotRun(
            f"reading a recipe needs {missing.name}: install it with  pip install 'potstill[compile]'"
        ) from missing
    data = path.read_bytes()
    compiled = compile_recipe(data)
    if compiled.artifact is None:
        for diagnostic in compiled.diagnostics:
            click.echo(diagnostic.render(data.decode("utf-8", "replace"), str(path)), err=True)
    return compiled.artifact


def _tell(artifact: Artifact) -> None:
    family = artifact.family
    _title("recipe")
    click.echo(artifact.recipe.rstrip())
    _title("grammar")
    start = family.grammar.start
    for ask in start.parts if isinstance(start, g.Alt) else (start,):
        click.echo(f"  {template(ask)}")
    for name, body in family.grammar.rules:
        click.echo(f"  <{name}> = {template(body)}")
    for slot in family.slots:
        click.echo(f"  {{{slot.name}}}: {show(slot.type)}{'  flavour' if slot.flavour else ''}")
    _title("program")
    program = family.program
    names = {let.node: let.name for let in program.lets}
    rows = []
    for position, node in enumerate(program.nodes):
        role = names.get(position, "")
        if position == program.answer:
            role = f"{role} answer".strip()
        elif position in program.wheres:
            role = f"{role} where".strip()
        elif position in program.ensures:
            role = f"{role} ensure".strip()
        arguments = " ".join(f"%{argument}" for argument in node.args)
        rows.append((f"%{position}", node.op, arguments, _data(node), show(node.type), role))
    table(("node", "operator", "arguments", "data", "type", "role"), rows)
    _title("bounds")
    bounds = artifact.bounds
    click.echo(f"  steps {bounds.steps}, bits {bounds.bits}, lengths {bounds.length}")
    click.echo(f"  address {artifact.address}")


def _data(node: Node) -> str:
    match node.data:
        case None:
            return ""
        case Rounding(places, mode):
            return f"{places} {mode}"
        case tuple() as parts:
            return " ".join("{}" if isinstance(part, Shape) else str(part) for part in parts)
        case value:
            return str(value)


def _title(text: str) -> None:
    click.secho(f"\n{text}", bold=True)
