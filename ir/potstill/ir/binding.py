"""Bindings: the lists of names that a host supplies when it loads a handler.

Families refer to a list by its name (:class:`~potstill.ir.lexicons.choices.Names`); whose names it holds is
known only at load time. Verdicts and replies that depend on a binding name its address.

INVARIANT: a binding does not change; another list is another binding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from potstill.ir import canonical
from potstill.ir import grammar as g
from potstill.ir.normal import fold
from potstill.ir.values import Value

if TYPE_CHECKING:
    from potstill.ir.lexicons.base import Reader
    from potstill.ir.lexicons.makers import Maker
    from potstill.ir.lexicons.transducer import Spell, Transducer

__all__ = [
    "EMPTY_BINDING",
    "Binding",
    "BindingError",
    "Entry",
    "Where",
    "binding_from_json",
    "entry",
    "spoken",
]


class BindingError(ValueError):
    """Data that are no binding; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a list: how it is said, what it stands for, and what else the host knows of it.

    ``phrase`` reads normal forms; it is built of texts, gaps, classes, sequences, alternatives and repeats.
    ``attributes`` are pairs of key and value; a key may occur more than once.
    """

    phrase: g.Node
    value: Value
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on entries: some value of the attribute is among ``values``, or, ``negated``, none is."""

    attribute: str
    values: tuple[str, ...]
    negated: bool = False

    def admits(self, entry: Entry) -> bool:
        """Whether the entry meets the condition; one without the attribute meets it only negated."""
        among = any(key == self.attribute and value in self.values for key, value in entry.attributes)
        return among is not self.negated


def spoken(text: str) -> tuple[str, ...]:
    """A text's normal forms: at the end of an utterance, and before its end, where a full stop stays."""
    return tuple(dict.fromkeys((fold(text), fold(f"{text} x")[:-2])))


def entry(name: str, value: Value = None, attributes: Mapping[str, str] | None = None) -> Entry:
    """A name that is said as it is written; its value is the name itself unless another is given."""
    phrase = g.alt(*map(g.Text, spoken(name)))
    return Entry(phrase, name if value is None else value, tuple(sorted((attributes or {}).items())))


class Binding:
    """Lists of names by their names. Compared by identity; equal contents have equal addresses."""

    def __init__(self, lists: Mapping[str, Iterable[Entry]]) -> None:
        self.lists: Final[Mapping[str, tuple[Entry, ...]]] = {
            name: tuple(entries) for name, entries in sorted(lists.items())
        }
        self.languages: Final[dict[Reader, tuple[g.Node, Maker]]] = {}
        """What late-bound lexicons read, filled in as they are used; so are their transducers."""
        self.transducers: Final[dict[Reader, Transducer]] = {}
        for name, entries in self.lists.items():
            for position, each in enumerate(entries):
                _check(each, f"{name}[{position}]")

    def __contains__(self, name: str) -> bool:
        return name in self.lists

    def entries(self, name: str, where: Iterable[Where] = ()) -> tuple[Entry, ...]:
        """The list's entries that meet all conditions, in order; none if there is no such list."""
        conditions = tuple(where)
        return tuple(
            each
            for each in self.lists.get(name, ())
            if all(condition.admits(each) for condition in conditions)
        )

    def read(self, lexicon: Reader, lexeme: str, *, spell: Spell | None = None) -> tuple[Value, ...]:
        """What the lexicon reads under this binding."""
        return lexicon.read(lexeme, self, spell=spell)

    @cached_property
    def address(self) -> str:
        """``sha256:`` and the hash of the lists' canonical JSON."""
        return canonical.address(
            {
                name: [
                    [
                        _phrase_json(each.phrase),
                        _value_json(each.value),
                        [list(pair) for pair in each.attributes],
                    ]
                    for each in entries
                ]
                for name, entries in self.lists.items()
            }
        )


EMPTY_BINDING: Final = Binding({})

Json: TypeAlias = canonical.Json


def _check(each: Entry, where: str) -> None:
    allowed = (g.Text, g.Gap, g.Chars, g.Seq, g.Alt, g.Repeat)
    for node in g.walk(each.phrase):
        if not isinstance(node, allowed):
            raise BindingError(f"{where}: a name's phrase cannot hold a {type(node).__name__}")
    if _may_be_empty(each.phrase):
        raise BindingError(f"{where}: a name must not be empty")


def _may_be_empty(phrase: g.Node) -> bool:
    match phrase:
        case g.Text(text):
            return not text
        case g.Gap():
            return True
        case g.Seq(parts):
            return all(map(_may_be_empty, parts))
        case g.Alt(parts):
            return any(map(_may_be_empty, parts))
        case g.Repeat(body, low, _):
            return low == 0 or _may_be_empty(body)
        case _:
            return False


def _phrase_json(node: g.Node) -> Json:
    match node:
        case g.Text(text):
            return text
        case g.Gap():
            return {"gap": True}
        case g.Chars(ranges):
            return {"chars": [[low, high] for low, high in ranges]}
        case g.Seq(parts):
            return {"seq": [_phrase_json(part) for part in parts]}
        case g.Alt(parts):
            return {"alt": [_phrase_json(part) for part in parts]}
        case g.Repeat(body, low, high):
            return {"repeat": [_phrase_json(body), low, high]}
        case _:
            raise BindingError(f"a name's phrase cannot hold a {type(node).__name__}")


def _value_json(value: Value) -> Json:
    match value:
        case Fraction():
            return {"ratio": [value.numerator, value.denominator]}
        case tuple():
            return [_value_json(part) for part in value]
        case _:
            return value


def binding_from_json(data: object) -> Binding:
    """A binding from parsed JSON: an object of lists; an item is a name, or an object.

    Such an object has ``name`` (a text or a list of ways to say it), and may have ``value`` (a text or an
    integer, otherwise the first name) and ``attributes`` (an object of texts or lists of texts). Raises
    BindingError.
    """
    if not isinstance(data, dict):
        raise BindingError("expected an object of lists of names")
    lists: dict[str, list[Entry]] = {}
    for name, items in data.items():
        if not isinstance(name, str) or not isinstance(items, list):
            raise BindingError(f"{name}: expected a list of names")
        lists[name] = [_item(item, f"{name}[{position}]") for position, item in enumerate(items)]
    return Binding(lists)


def _item(item: object, where: str) -> Entry:
    if isinstance(item, str):
        item = {"name": item}
    if not isinstance(item, dict) or not item.keys() <= {"name", "value", "attributes"}:
        raise BindingError(f"{where}: expected a name, or an object with name, value and attributes")
    names = _texts(item.get("name"), f"{where}.name")
    value = item.get("value", names[0])
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BindingError(f"{where}.value: expected a text or an integer")
    given = item.get("attributes", {})
    if not isinstance(given, dict):
        raise BindingError(f"{where}.attributes: expected an object")
    attributes = [
        (key, text) for key, texts in sorted(given.items()) for text in _texts(texts, f"{where}.{key}")
    ]
    phrase = g.alt(*(g.Text(form) for name in names for form in spoken(name)))
    return Entry(phrase, value, tuple(attributes))


def _texts(data: object, where: str) -> list[str]:
    given = data if isinstance(data, list) else [data]
    texts = [text for text in given if isinstance(text, str) and fold(text)]
    if not texts or len(texts) < len(given):
        raise BindingError(f"{where}: expected a text with at least one symbol, or a list of such texts")
    return texts
