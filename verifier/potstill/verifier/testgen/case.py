"""Named cases: one request, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from potstill.verifier.testgen.expect import Expected


class Section(Enum):
    """What a case is there for, in the order in which files have them."""

    EXAMPLE = "The examples of the recipe"
    BRANCH = "Branches: each side of each condition, each row of each table"
    BOUND = "Bounds: of each slot the least and the greatest value, and their neighbours on both sides"
    ERROR = "Errors: what ends a program without an answer"


@dataclass(frozen=True, slots=True)
class Case:
    """One request. ``title`` is a sentence; ``expected`` is what the reference says."""

    section: Section
    name: str
    title: str
    utterance: str
    expected: Expected
    context: Mapping[str, object] = field(default_factory=dict)
