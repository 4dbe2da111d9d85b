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
        normal = normalise_within(utterance, MAX_UTTERANCE)
        if normal is None:
            return None
        found: dict[tuple[Value, ...], None] = {}
        for match in self._matcher.match(normal.text):
            if match.readings is None:
                return None
            for reading in match.readings:
                found.update(dict.fromkeys(self._matcher.parameters(match.member, reading, normal)))
        if len(found) != 1:
            return None
        return dict(zip((slot.name for slot in self.family.slots), next(iter(found)), strict=True))
