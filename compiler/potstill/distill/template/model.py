"""What comes out of generalisation: templates with typed slots, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias
from typing import Literal as OneOf

from potstill.compiler.layout import quoted
from potstill.distill.template.reader import Reader
from potstill.ir.values import Value

Kind: TypeAlias = OneOf[
    "int", "decimal", "money", "percent", "fraction", "multiplier", "ordinal",
    "date", "monthday", "time", "duration", "enum", "words",
]  # fmt: skip

MAX_EXAMPLES: Final = 20
"""Utterances of one generalisation."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of generalisation that are a matter of choice.

    ``keep_numbers``: a number that is the same in all examples stays in the text, since nothing shows that it
    may be another. ``margin``: words that a slot of words may have beyond the most seen. ``enum_from``: with
    so many examples or more, words of at most a quarter as many values become an enumeration. ``optional``:
    whether parts that some examples lack are optional; otherwise there is no template for them. ``prove``:
    whether what comes out is proved to have one reading for each utterance; only then are its slots of words
    as wide as the proof lets them be. ``literal``: the least share of the tokens, in tenths, that all
    examples have in common. ``free_numbers``: whether numbers that only some examples have in a place are
    part of the words there, as in titles; otherwise such places are read as the examples have them, or not at
    all.
    """

    keep_numbers: bool = True
    margin: int = 2
    enum_from: int = 12
    optional: bool = True
    prove: bool = True
    literal: int = 2
    free_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter. ``type`` is recipe text; ``values`` has one value for each utterance, as programs see it.

    ``numeric``: whether programs may compute with the values as with numbers.
    """

    name: str
    kind: Kind
    type: str
    values: tuple[Value, ...]
    optional: bool = False

    @property
    def numeric(self) -> bool:
        """Whether all values are numbers that arithmetic may use; dates and durations are not."""
        return self.kind not in ("date", "monthday", "time", "duration", "words") and all(
            isinstance(value, int | Fraction) and not isinstance(value, bool) for value in self.values
        )


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, or a word that means one, in the constant text. ``value``: what it may mean."""

    value: Fraction
    word: str


@dataclass(frozen=True, slots=True)
class Template:
    """A generalisation of utterances: what they share, and slots for what differs.

    ``lexicons``: further ways to read slots, as lines of a recipe. ``parameters``: one mapping for each
    utterance. ``proved``: whether each text has at most one reading, by proof.
    """

    asks: tuple[str, ...]
    slots: tuple[Slot, ...]
    lexicons: tuple[str, ...]
    literals: tuple[Literal, ...]
    parameters: tuple[Mapping[str, Value], ...]
    proved: bool
    reader: Reader

    def recipe(self, flavour: Collection[str] = ()) -> str:
        """The ``ask`` and ``slot`` statements; slots named in ``flavour`` are marked so."""
        return statements(self.asks, self.slots, self.lexicons, flavour)

    def read(self, utterance: str) -> Mapping[str, Value] | None:
        """The unique reading of an utterance: the value of each slot. None if there is none, or several."""
        return self.reader.read(utterance)


@dataclass(frozen=True, slots=True)
class NoTemplate:
    """Why utterances have no template, and what would be needed."""

    reason: str


def statements(
    asks: Collection[str], slots: Collection[Slot], lexicons: Collection[str], flavour: Collection[str] = ()
) -> str:
    """The statements of a recipe that say how utterances are read."""
    lines = [f'ask "{ask}"' for ask in asks]
    lines += [
        f"slot {slot.name}: {slot.type}"
        + (" flavour" if slot.name in flavour else "")
        + (" optional" if slot.optional else "")
        for slot in slots
    ]
    return "\n".join([*lines, *lexicons]) + "\n"


__all__ = [
    "MAX_EXAMPLES",
    "Kind",
    "Literal",
    "NoTemplate",
    "Policy",
    "Slot",
    "Template",
    "quoted",
    "statements",
]
