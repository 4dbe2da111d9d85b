"""``potstill fmt``: recipes in their canonical layout."""

from __future__ import annotations

import click

from potstill.cli.console import NO, YES, emit, files, json_option, note
from potstill.cli.recipes import SUFFIX
from potstill.compiler import format_recipe


@click.command(
    epilog="""\b
    Examples:
      potstill fmt recipes/
      potstill fmt --check recipes/"""
)
@click.argument("paths", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if some file would change.")
@json_option
def command(paths: tuple[str, ...], check: bool, as_json: bool) -> int:
    """Rewrite the recipes in PATHS in their canonical layout; comments stay."""
    report: list[dict[str, object]] = []
    code = YES
    for path in files(paths, SUFFIX):
        data = path.read_bytes()
        result = format_recipe(data)
        if isinstance(result, str):
            changed = result.encode("utf-8") != data
            if changed and check:
                code = NO
            elif changed:
                path.write_bytes(result.encode("utf-8"))
            report.append({"path": str(path), "changed": changed})
            if changed and not as_json:
                note(f"{path}: {'would change' if check else 'rewritten'}")
        else:
            code = NO
            text = data.decode("utf-8", "replace")
            report.append({"path": str(path), "diagnostics": [one.to_json(text) for one in result]})
            if not as_json:
                for diagnostic in result:
                    click.echo(diagnostic.render(text, str(path)), err=True)
    if as_json:
        emit(report)
    return code
