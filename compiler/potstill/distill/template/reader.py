"""Reading by a template: its statements are compiled as a family that answers nothing of interest."""

from __future__ import annotations

from collections.abc import Mapping

from potstill.compiler import compile_recipe
from potstill.ir.binding import EMPTY_BINDING
from potstill.ir.family import Family
from potstill.ir.normal import normalise_within
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.values import Value
from potstill.runtime.matcher import Matcher, matcher


class Unreadable(ValueError):
    """Statements that make no family; the message is the compiler's."""


class Reader:
    """A family of statements without a program, and the matcher that reads by it. Safe to share."""

    __slots__ = ("_matcher", "family")

    def __init__(self, statements: str) -> None:
        """Raises Unreadable."""
        compiled = compile_recipe(f"family reading\n{statements}answer 0\n")
        if compiled.family is None:
            raise Unreadable("; ".join(each.what for each in compiled.errors))
        self.family: Family = compiled.family
        self._matcher: Matcher = matcher([self.family], EMPTY_BINDING)

    def read(self, utterance: str) -> Mapping[str, Value] | None:
        """The values of all slots; None unless exactly one reading counts."""
        found = self.readings(utterance)
        return found[0] if len(found) == 1 else None

    def readings(self, utterance: str) -> list[Mapping[str, Value]]:
        """All distinct readings; those that are too many to follow are two that say nothing."""
        normal = normalise_within(utterance, MAX_UTTERANCE)
        if normal is None:
            return []
        found: dict[tuple[Value, ...], None] = {}
        for match in self._matcher.match(normal.text):
            if match.readings is None:
                return [{}, {}]
            for reading in match.readings:
                found.update(dict.fromkeys(self._matcher.parameters(match.member, reading, normal)))
        names = [slot.name for slot in self.family.slots]
        return [dict(zip(names, values, strict=True)) for values in found]
