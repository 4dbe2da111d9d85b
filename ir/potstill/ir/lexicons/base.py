"""What all lexicons have in common: a language, a maker, and how they read and print."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Final

from potstill.ir import grammar as g
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.lexicons.makers import Maker
from potstill.ir.lexicons.transducer import Spell, Transducer
from potstill.ir.types import Type
from potstill.ir.values import Value

CACHED: Final = 1 << 16
"""Languages and transducers that are kept."""


class Reader(ABC):
    """A set of lexemes, each with its value. Subclasses are frozen and compare by their fields.

    ``read(print(value)) == (value,)`` for every value that the lexicon reads; printed lexemes are in normal
    form. Read values lie in the value type.
    """

    __slots__ = ()

    @property
    def free(self) -> bool:
        """Whether the value is the text itself, in its original spelling."""
        return False

    @property
    def spelled(self) -> bool:
        """Whether a value holds original text, so that ``read`` wants ``spell``."""
        return self.free

    @property
    def late(self) -> bool:
        """Whether the language depends on a binding, supplied when a handler is loaded."""
        return False

    @abstractmethod
    def value_type(self) -> Type:
        """The type of all values that it reads."""

    @abstractmethod
    def print(self, value: Value, binding: Binding = EMPTY_BINDING) -> str:
        """The canonical lexeme of a value that it reads; ValueError for another."""

    @abstractmethod
    def build(self) -> g.Node:
        """The language, built anew."""

    @abstractmethod
    def maker(self) -> Maker:
        """How its registers become a value."""

    def language(self) -> g.Node:
        """The lexemes, as a grammar over normal forms; the same object for equal lexicons."""
        return _language(self)

    def under(self, _binding: Binding) -> tuple[g.Node, Maker]:
        """Language and maker under a binding."""
        return self.language(), self.maker()

    def transducer(self, binding: Binding = EMPTY_BINDING) -> Transducer:
        """The routine that reads it; the same object for equal lexicons under the same binding."""
        if not self.late:
            return _transducer(self)
        found = binding.transducers.get(self)
        if found is None:
            found = binding.transducers.setdefault(self, _bound(self, binding))
        return found

    def read(
        self, lexeme: str, binding: Binding = EMPTY_BINDING, *, spell: Spell | None = None
    ) -> tuple[Value, ...]:
        """All distinct values of a lexeme in normal form, in order of writing; () if it is no lexeme.

        Free text is spelled as in the lexeme, or by ``spell``, which gives the original of an interval of it.
        """
        return self.transducer(binding).read(lexeme, spell)


@lru_cache(maxsize=CACHED)
def _language(lexicon: Reader) -> g.Node:
    return lexicon.build()


@lru_cache(maxsize=CACHED)
def _transducer(lexicon: Reader) -> Transducer:
    return _bound(lexicon, EMPTY_BINDING)


def _bound(lexicon: Reader, binding: Binding) -> Transducer:
    language, maker = lexicon.under(binding)
    items = {id(node): node.lexicon.under(binding) for node in g.walk(language) if isinstance(node, g.Item)}
    return Transducer(language, maker, items)
