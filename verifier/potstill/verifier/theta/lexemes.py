"""Ways to say a value: what an utterance may hold where a slot is captured."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import regular
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.lexicons import Lexicon
from potstill.ir.lexicons.base import CACHED
from potstill.ir.lexicons.choices import first_word
from potstill.ir.lexicons.numerals import LARGEST, spell
from potstill.ir.normal import fold
from potstill.ir.regular import CapExceeded
from potstill.ir.values import Value
from potstill.verifier.theta.order import key

MAX_LEXEMES: Final = 6
"""Ways to say one value that are tried."""

_WORDS: Final = ("x", "y", "z", "alpha")
_LETTERS: Final = (g.chars("az"), g.chars("az09"), g.chars("  '',.09az"), g.chars(" ~"))
_PATTERN_STATES: Final = 20_000


def lexemes(lexicon: Lexicon, value: Value, binding: Binding = EMPTY_BINDING) -> tuple[str, ...]:
    """Texts that the lexicon may read as the value, the canonical one first; none if it cannot say it.

    Free text stands as the value is spelled, since its spelling is what a slot yields.
    """
    found: dict[str, None] = {}
    for text in _ways(lexicon, value, binding):
        found[text] = None
        if len(found) == MAX_LEXEMES:
            break
    return tuple(found)


def _ways(lexicon: Lexicon, value: Value, binding: Binding) -> Iterator[str]:
    if lexicon.free:
        if isinstance(value, str) and fold(value):
            yield value
        return
    if isinstance(lexicon, lx.Lists):
        yield from _of_lists(lexicon, value, binding)
        return
    try:
        yield lexicon.print(value, binding)
    except ValueError:
        return
    match lexicon, value:
        case lx.Choices(options), _:
            yield from (form for option in options if option.value == value for form in option.forms)
        case lx.Names(name, where), _:
            for entry in binding.entries(name, where):
                if entry.value == value:
                    forms = entry.phrase.parts if isinstance(entry.phrase, g.Alt) else (entry.phrase,)
                    yield from (fold(first_word(form)) for form in forms)
        case ((lx.Integers(words=True) | lx.Decimals(words=True)), int()) if abs(value) <= LARGEST:
            yield spell(value)
        case lx.Percents(), int() if abs(value) <= LARGEST:
            yield f"{spell(value)} percent"
        case lx.Multipliers(), int():
            yield f"{value}x"
        case _:
            pass


def _of_lists(lexicon: lx.Lists, value: Value, binding: Binding) -> Iterator[str]:
    """The items, spelled as they are, with "and" before the last, with commas, or with semicolons."""
    if not isinstance(value, tuple) or not value:
        return
    items: list[str] = []
    for element in value:
        said = lexemes(lexicon.item, element, binding)
        if not said:
            return
        items.append(said[0])
    if len(items) > 1:
        yield ", ".join(items[:-1]) + f" and {items[-1]}"
    yield ", ".join(items)
    yield "; ".join(items)


@lru_cache(maxsize=CACHED)
def texts(lexicon: Lexicon) -> tuple[str, ...]:
    """Some short and readable texts that a lexicon of free text reads, in the declared order.

    Empty only if none was found within the caps.
    """
    count = lexicon.low if isinstance(lexicon, lx.Words) else 1
    tried = [" ".join([word] * count) for word in _WORDS]
    if isinstance(lexicon, lx.Words) and lexicon.high > count:
        tried.append(" ".join(["x"] * (count + 1)))
    found = [text for text in tried if lexicon.read(text)]
    if not found:
        shortest = _shortest(lexicon)
        found = [shortest] if shortest is not None else []
    return tuple(sorted(found, key=key))


def _shortest(lexicon: Lexicon) -> str | None:
    """The shortest text of the language, of letters if there is one, otherwise of ever more symbols."""
    try:
        language = regular.automaton(lexicon.language(), limit=_PATTERN_STATES)
        for letters in _LETTERS:
            readable = regular.automaton(g.Repeat(letters, 1, None), limit=_PATTERN_STATES)
            word = regular.shortest_word(regular.intersection(language, readable, limit=_PATTERN_STATES))
            if word is not None and fold(word) == word:
                return word
    except CapExceeded:
        return None
    word = regular.shortest_word(language)
    return word if word is not None and lexicon.read(word) else None
