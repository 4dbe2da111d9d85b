"""The table of seeded faults, ``faults.toml``: deliberate mistakes, and the tests that must catch each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
TABLE: Final = Path(__file__).with_name("faults.toml")

AREAS: Final = (
    "reference",
    "types",
    "automata",
    "statements",
    "runtime",
    "parameters",
    "encoding",
    "verdicts",
    "grammar",
    "algebra",
    "distillation",
)
"""What the faults are in, in the order of the report."""

GENERATED: Final = {
    "encoding": "tests/differential/test_verifier_encoding.py::test_random_programs_and_shared_nodes",
    "soundness": "tests/differential/test_verifier_soundness.py::test_no_verdict_is_contradicted",
}
"""The differential tests that run on generated programs alone, by the name that ``also`` has for them."""


class Misfit(ValueError):
    """A fault that does not fit the sources or the table's form."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake: ``old`` becomes ``new`` in ``file``, and each of the tests ``caught_by`` has to fail.

    ``does`` says in words what goes wrong. ``also`` names the tests of ``GENERATED`` that find it by
    themselves, ``missed_by`` those that were tried and do not; they are slow, and run only where asked for.
    """

    name: str
    area: str
    file: str
    old: str
    new: str
    does: str
    caught_by: tuple[str, ...]
    also: tuple[str, ...]
    missed_by: tuple[str, ...]

    def applied(self, source: str) -> str:
        """The source with the mistake in it. Raises Misfit unless ``old`` stands there exactly once."""
        if (count := source.count(self.old)) != 1:
            raise Misfit(f"{self.name}: {self.file} has its text {count} times, not once")
        return source.replace(self.old, self.new)


def faults() -> tuple[Fault, ...]:
    """All faults, in the table's order. Raises Misfit."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["fault"]
    found = tuple(_fault(row) for row in rows)
    names = [fault.name for fault in found]
    if len(set(names)) < len(names):
        raise Misfit("two faults have one name")
    return found


def _fault(row: dict[str, Any]) -> Fault:
    texts = {key: str(row[key]) for key in ("name", "area", "file", "old", "new", "does")}
    lists = [tuple(map(str, row.get(key, ()))) for key in ("caught_by", "also", "missed_by")]
    fault = Fault(**texts, caught_by=lists[0], also=lists[1], missed_by=lists[2])
    if fault.area not in AREAS:
        raise Misfit(f"{fault.name}: no area {fault.area}")
    if not fault.caught_by or fault.old == fault.new or not {*fault.also, *fault.missed_by} <= set(GENERATED):
        raise Misfit(f"{fault.name}: it changes nothing, or is caught by nothing that is known")
    return fault
