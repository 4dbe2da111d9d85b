"""One of a number of values: written in the recipe, or late bound from a list that the host supplies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from potstill.ir import types as t
from potstill.ir.binding import EMPTY_BINDING, Binding, Where, spoken
from potstill.ir.grammar import NOTHING, Alt, Chars, Gap, Node, Repeat, Seq, Step, Text, alt, seq
from potstill.ir.lexicons.base import Reader
from potstill.ir.lexicons.build import MANTISSA, trie
from potstill.ir.lexicons.makers import Chosen, Maker
from potstill.ir.normal import fold
from potstill.ir.types import Type
from potstill.ir.typing import join, literal
from potstill.ir.values import Identity, Value, identity

ANY_TEXT = t.Text(1, t.MAX_UTTERANCE)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of an enumeration, a text, a number or a truth value, and the other ways to say it.

    ``named``: whether the value itself, as it is written, is a way to say it too.
    """

    value: Value
    synonyms: tuple[str, ...] = ()
    named: bool = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Option) and self._key == other._key

    def __hash__(self) -> int:
        # Options with equal keys have equal synonyms; those of texts are hashed once, fractions each time.
        return hash(self.synonyms or self.value)

    @property
    def _key(self) -> tuple[Identity, tuple[str, ...], bool]:
        return identity(self.value), self.synonyms, self.named

    @property
    def forms(self) -> tuple[str, ...]:
        """The ways to say it, in normal form, without repeats."""
        own = (
            (str(self.value).lower() if isinstance(self.value, bool) else str(self.value),)
            if self.named
            else ()
        )
        return tuple(dict.fromkeys(form for text in (*own, *self.synonyms) for form in spoken(text)))


@dataclass(frozen=True, slots=True)
class Choices(Reader):
    """One of the options, by its value or a synonym; a form that two options share has both values."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        values = {fold(value) if isinstance(value, str) else value for value in self._values}
        if not self.options or len(values) < len(self.options):
            raise ValueError("an enumeration must have values, no two with equal normal forms")
        if self._kind is None:
            raise ValueError("the values of an enumeration must be of one kind")
        if not all(option.forms and all(option.forms) for option in self.options):
            raise ValueError("each value and synonym of an enumeration must have a symbol")

    @property
    def _values(self) -> tuple[Value, ...]:
        return tuple(option.value for option in self.options)

    @property
    def _kind(self) -> Type | None:
        """The least type of all values; None if they have none in common."""
        kinds: list[Type | None] = [literal(value) for value in self._values]
        return reduce(_join, kinds)

    def value_type(self) -> t.Type:
        if all(isinstance(value, str) for value in self._values):
            return t.enumeration(*map(str, self._values))
        found = self._kind
        assert found is not None, "checked when it was built"
        return found

    def build(self) -> Node:
        return trie(
            (form, Step(MANTISSA, 0, index))
            for index, option in enumerate(self.options)
            for form in option.forms
        )

    def maker(self) -> Maker:
        return Chosen(self._values)

    def print(self, value: Value, _binding: Binding = EMPTY_BINDING) -> str:
        """The first way to say it, in normal form."""
        for option in self.options:
            if option.value == value and isinstance(option.value, bool) == isinstance(value, bool):
                return option.forms[0]
        raise ValueError(f"not one of the values: {value!r}")


def _join(one: Type | None, other: Type | None) -> Type | None:
    return None if one is None or other is None else join(one, other)


@dataclass(frozen=True, slots=True)
class Names(Reader):
    """A name of the list ``list``, as far as its entries meet ``where``; the value is the entry's.

    The list comes with a binding; without it there are no names. ``type`` is the type of the values.
    """

    list: str
    where: tuple[Where, ...] = ()
    type: Type = ANY_TEXT

    @property
    def late(self) -> bool:
        return True

    def value_type(self) -> t.Type:
        return self.type

    def build(self) -> Node:
        return NOTHING

    def language(self, binding: Binding = EMPTY_BINDING) -> Node:
        """The phrases of the list's entries; the same object as long as the binding lasts."""
        return self.under(binding)[0]

    def maker(self) -> Maker:
        return Chosen(())

    def under(self, binding: Binding) -> tuple[Node, Maker]:
        known = binding.languages.get(self)
        if known is None:
            entries = binding.entries(self.list, self.where)
            texts = [
                (part.text, Step(MANTISSA, 0, index))
                for index, entry in enumerate(entries)
                for part in _forms(entry.phrase)
                if isinstance(part, Text)
            ]
            others = [
                seq(part, Step(MANTISSA, 0, index))
                for index, entry in enumerate(entries)
                for part in _forms(entry.phrase)
                if not isinstance(part, Text)
            ]
            node = alt(*((trie(texts),) if texts else ()), *others)
            known = node, Chosen(tuple(entry.value for entry in entries))
            binding.languages[self] = known
        return known

    def print(self, value: Value, binding: Binding = EMPTY_BINDING) -> str:
        """The first way to say the first entry with this value."""
        for entry in binding.entries(self.list, self.where):
            if entry.value == value:
                return fold(first_word(entry.phrase))
        raise ValueError(f"no name in {self.list} has this value: {value!r}")


def _forms(phrase: Node) -> tuple[Node, ...]:
    return phrase.parts if isinstance(phrase, Alt) else (phrase,)


def first_word(phrase: Node) -> str:
    """What a phrase reads when its first alternatives and fewest repeats are taken."""
    match phrase:
        case Text(text):
            return text
        case Gap():
            return " "
        case Chars(ranges):
            return chr(ranges[0][0])
        case Seq(parts):
            return "".join(map(first_word, parts))
        case Alt(parts):
            return first_word(parts[0])
        case Repeat(body, low, _):
            return first_word(body) * low
        case _:
            return ""
