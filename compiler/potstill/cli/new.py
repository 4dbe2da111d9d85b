"""``potstill new``: a commented recipe to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from potstill.cli.console import YES, CannotRun, note

START = """\
# A recipe describes one family of requests and the small program that answers them.
# Check it with  potstill check {file}   and compile it with  potstill build {file} -o artifacts

family {name}
"The tip on a bill, and what there is to pay in all."

# How people ask. (a|b) is a choice, [a] may be left out, {{slot}} is a parameter.
ask "(what is|how much is) [a] {{rate}} tip on {{bill}}"
ask "[how much should i] tip {{rate}} on [a bill of] {{bill}}"

# What the parameters are, and how far they go. Outside these ranges the request is not this family's.
slot rate: percent 0..50
slot bill: money USD 0.01..10_000

# How the answer comes about. Arithmetic is exact; rounding happens only where it is written.
let tip: decimal(2) 0..5_000 = round(bill * rate / 100, 2, half_up)

let total = bill + tip

answer {{tip: tip, total: total}}

# What must hold for every request, not only for the examples.
ensure total >= bill

# What must come out. Examples are checked whenever the recipe is compiled.
example "what is a 20% tip on $45" => {{tip: 9.00, total: 54.00}}
"""


@click.command(
    epilog="""\b
    Example:
      potstill new tip.recipe"""
)
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> int:
    """Write a commented recipe to FILE, which must not exist yet."""
    path = Path(file if file.endswith(".recipe") else file + ".recipe")
    name = re.sub(r"\W+", "_", path.stem.lower(), flags=re.ASCII).strip("_") or "tip"
    if name[0].isdigit():
        name = f"family_{name}"
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(START.format(name=name, file=path))
    except FileExistsError as there:
        raise CannotRun(f"{path} exists already") from there
    note(f"{path} written; next: potstill check {path}")
    return YES
