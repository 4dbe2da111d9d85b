"""Families: a grammar, the slots it fills, the program that answers, and how readings are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from potstill.ir.grammar import Capture, Grammar, walk
from potstill.ir.lexicons import Lexicon
from potstill.ir.program import Program
from potstill.ir.types import Type
from potstill.ir.values import Value


class Resolve(Enum):
    """Which of several readings of one utterance counts: the one whose key is least.

    The *places* of a reading are its captures from left to right, each as (start, -end, position of the
    slot among the family's slots), closed by (infinity,), so that a capture comes before none. Its *ask* is
    the position of its template among the family's. Readings that tie in everything else are told apart
    by the constants that their templates fix, in slot order. So every key is total on distinct θ.
    """

    UNIQUE = "unique"
    """None counts: two readings with different parameters are a fault of the recipe."""
    LEFTMOST_LONGEST = "leftmost_longest"
    """(places, ask): slot by slot from the left, the earlier start, then the longer text."""
    FIRST = "first"
    """(ask, places): the first template in order of writing, within it leftmost longest."""
    MOST_LITERAL = "most_literal"
    """(free captures, -literal symbols, free symbols, ask, places): hassil's preference.

    Free captures are those of free text; literal symbols are the symbols other than spaces outside of all
    captures: what the template itself says. Where all candidates declare it, it decides between families too,
    by (free captures, -literal symbols, free symbols, places without the slots), then by the greater
    priority, then by the name that comes first: so it leaves nothing undecided.
    """


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter: its name, how it is read, whether it may change the answer, what stands for it if absent.

    A slot that some alternative leaves out has a ``default`` or an optional type.
    """

    name: str
    lexicon: Lexicon
    type: Type
    flavour: bool = False
    default: Value = None


@dataclass(frozen=True, slots=True)
class Field:
    """Something the host knows beside the words, such as today's date. Required unless optional."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance, the context it is asked in, and the answer it must get."""

    utterance: str
    context: tuple[tuple[str, Value], ...]
    answer: Value


@dataclass(frozen=True, slots=True)
class Family:
    """One task family (T, Θ, φ) with its program p: Θ → Y.

    T is what ``grammar`` reads under ``program.wheres`` and the equality of repeated slots.
    """

    name: str
    title: str
    grammar: Grammar
    slots: tuple[Slot, ...]
    context: tuple[Field, ...]
    program: Program
    examples: tuple[Example, ...]
    resolve: Resolve = Resolve.UNIQUE
    priority: int = 0

    def slot(self, name: str) -> Slot:
        """The slot of that name; KeyError for an unknown one."""
        for slot in self.slots:
            if slot.name == name:
                return slot
        raise KeyError(name)

    @property
    def reads_lists(self) -> bool:
        """Whether its grammar reads names that the host supplies."""
        nodes = (self.grammar.start, *(body for _, body in self.grammar.rules))
        parts = (part for node in nodes for part in walk(node))
        return any(isinstance(part, Capture) and part.lexicon.late for part in parts)
