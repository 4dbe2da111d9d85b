"""Write the reference of diagnostics, ``docs/diagnostics.md``, from the table of codes.

python tools/make_diagnostics_reference.py            rewrite the document
python tools/make_diagnostics_reference.py --check    exit 1 if the document differs
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from potstill.compiler.codes import Code, Entry, table
from potstill.compiler.compile import compile_recipe
from potstill.compiler.diagnostics import shown

DOCUMENT = Path(__file__).parent.parent / "docs" / "diagnostics.md"

HEADER = """\
# Diagnostics

`tools/make_diagnostics_reference.py` writes this document from the table of codes,
`compiler/potstill/compiler/codes.toml`. Each code has an example that gets it, and what the compiler says
then. Lines that every family needs are left out of the examples: `family example`, `ask "go {n}"`,
`slot n: int 1..9`, `answer n`.

Codes that begin with E are errors: there is no artifact. Codes that begin with W are warnings. An error says
what is wrong, why that is so, and what to write instead; what only follows from another error is not
reported.
"""
SECTIONS = {
    "E0": "The text", "E1": "Syntax", "E2": "Names", "E3": "Templates", "E4": "Slots and types of slots",
    "E5": "Values and their types", "E6": "Bounds", "E7": "Examples", "W0": "Warnings",
}  # fmt: skip


def reference() -> str:
    """The document."""
    return HEADER + "".join(line + "\n" for prefix in SECTIONS for line in _section(prefix))


def _section(prefix: str) -> Iterator[str]:
    yield from ("", f"## {SECTIONS[prefix]}")
    for code in Code:
        if code.value.startswith(prefix):
            yield from _entry(code, table()[code])


def _entry(code: Code, entry: Entry) -> Iterator[str]:
    yield from ("", f"### {code.value}: {entry.title}", "")
    if entry.binary:
        yield f"The bytes {entry.binary.upper()}, in hexadecimal:"
    else:
        yield from ("```", *map(shown, entry.example.replace("§", "…").splitlines()), "```")
    if entry.times:
        filler = shown(entry.filler.rstrip("\n")).replace("#", "NUMBER")
        yield from ("", f"where … stands for {entry.times:,} copies of `{filler}`:")
    compiled = compile_recipe(entry.recipe())
    found = next(each for each in compiled.diagnostics if each.code is code)
    yield from ("", "```", *found.render(compiled.source.text).splitlines(), "```")


def main() -> int:
    """Write or check the document."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--check", action="store_true", help="only say whether the document is up to date")
    text = reference()
    if options.parse_args().check:
        return int(DOCUMENT.read_text("utf-8") != text)
    DOCUMENT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
