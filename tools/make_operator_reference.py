"""Write the operator reference, ``spec/operators.md``, from the operator table.

    python tools/make_operator_reference.py            rewrite the chapter
    python tools/make_operator_reference.py --check    exit 1 if the chapter differs
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from potstill.ir.operator import Category, Holds, Operator
from potstill.ir.operators import OPERATORS

CHAPTER = Path(__file__).parent.parent / "spec" / "operators.md"

HEADER = """\
# Operators

`tools/make_operator_reference.py` writes this chapter from the operator table, `potstill.ir.operators`,
which the type checker, the interpreters and the static bounds read too. Conformance cases cite the
operators as O.add, O.sub and so on. Types, rounding, the calendar and formats are in [Values](values.md);
clause V12 there says what a unit of work is.

- *Written* is how recipes spell the operation; the heading is its name in a program's graph.
- Arguments are computed from left to right, and an error in one is the error of the operation. Operators
  that are *lazy* compute only the arguments that they need.
- *Kinds that have an order* are numbers, dates, days of the year, times of day and durations.
- *Errors* are those in which the operation itself may end, where the types of its arguments do not rule
  them out.
- Examples are conditions that hold where the slot `n` is 1, the context fields `today` and `birthday` are
  2024-02-29 and 02-29, the optional field `tip` is absent, and `FEES` is `{ ..1: 5, ..9: 8 }`.
"""


def reference() -> str:
    """The chapter."""
    sections = (_section(category) for category in Category)
    return HEADER + "".join(line + "\n" for section in sections for line in section)


def _section(category: Category) -> Iterator[str]:
    yield from ("", f"## {category.value}")
    for row in OPERATORS:
        if row.category is category:
            yield from _entry(row)


def _entry(row: Operator) -> Iterator[str]:
    yield from ("", f"### O.{row.name}", "", row.doc, "")
    yield f"- Written: {', '.join(f'`{form}`' for form in row.surface)}"
    if row.type_rule is not None:
        yield f"- Arguments: {_arity(row)}{'; lazy' if row.lazy else ''}"
    if row.holds is not Holds.NOTHING:
        yield f"- The node holds {row.holds.value}"
    if row.errors:
        yield f"- Errors: {', '.join(f'`{error.value}`' for error in row.errors)}"
    if row.type_rule is not None:
        yield f"- Cost: {row.work.value}"
    yield f"- Example: `{row.example}`"


def _arity(row: Operator) -> str:
    least, greatest = row.arity
    if greatest is None:
        return f"{least} or more"
    return str(least) if least == greatest else f"{least} to {greatest}"


def main() -> int:
    """Write or compare; the exit status."""
    options = argparse.ArgumentParser(description="write the operator reference")
    options.add_argument("--check", action="store_true", help="compare only; exit 1 if it differs")
    if options.parse_args().check:
        same = CHAPTER.read_text(encoding="utf-8") == reference()
        print("the chapter is up to date" if same else f"{CHAPTER} differs: run {sys.argv[0]}")
        return 0 if same else 1
    CHAPTER.write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
