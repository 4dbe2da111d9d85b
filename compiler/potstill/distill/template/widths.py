"""How much free words may read: as much as a margin suggests and a proof allows.

Choices are tried in a fixed order: all slots of words with the full margin; with none; with none, and all
plain: without digits, and without the marks that touch them. The first that is proved is taken, and its slots
widened again one by one, from left to right, each as far as the proof goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.compiler.layout import quoted
from potstill.distill.template.drafts import Draft
from potstill.ir.lexicons.text import MAX_WORDS

_MARKS: Final = ",;:"
"""What words of a plain slot lack in any case."""


@dataclass(frozen=True, slots=True)
class Width:
    """``margin``: words beyond the most seen. ``plain``: words without the marks that touch the slot."""

    margin: int
    plain: bool = False


Widths: TypeAlias = Mapping[str, Width]
"""By the names of all slots of words."""


def widest(drafts: Sequence[Draft], margin: int, *, digits: bool = True) -> Widths:
    """All slots of words with the full margin; without ``digits``, plain where no words end them.

    Not beside another slot: only words know which words are numbers.
    """
    return {
        draft.name: Width(margin, plain=not (digits or draft.beside or any(draft.followers)))
        for draft in drafts
        if draft.kind == "words"
    }


def proved(drafts: Sequence[Draft], first: Widths, holds: Callable[[Widths], bool]) -> Widths | None:
    """The widths that are taken, by what ``holds`` of them; None if none of the choices does."""
    plain = {draft.name: Width(0, plain=not draft.beside) for draft in drafts if draft.kind == "words"}
    choices: list[Widths] = [first, {name: Width(0, each.plain) for name, each in first.items()}, plain]
    found = next((choice for choice in choices if holds(choice)), None)
    if found is None or found is first:
        return found
    for name, width in found.items():
        for wider in _wider(width, first[name].margin):
            tried = {**found, name: wider}
            if holds(tried):
                found = tried
                break
    return found


def _wider(width: Width, margin: int) -> Iterator[Width]:
    """What a slot may be widened to, the widest first."""
    for plain in (width.plain, not width.plain):
        for more in range(margin, width.margin, -1):
            yield Width(more, plain)


def words_type(draft: Draft, width: Width) -> str:
    """The type of a slot of words: one to the most seen and a margin, and not what follows it."""
    high = min(draft.most + width.margin, MAX_WORDS)
    if width.plain:
        word = f"[^ {''.join(map(_in_class, _excluded(draft)))}]+"
        return f"text /{word}/" if high == 1 else f"text /{word}( {word}){{0,{high - 1}}}/"
    runs = [_run(draft, followers) for followers in draft.followers]
    excepted = dict.fromkeys(" ".join(run) for run in runs if run)
    if high == 1 or not excepted:
        return f"words 1..{high}"
    return f"words 1..{high} except {', '.join(map(quoted, excepted))}"


def _run(draft: Draft, followers: tuple[str, ...]) -> tuple[str, ...]:
    """As few of the words behind a slot as no value of it has in a row."""
    for size in range(1, len(followers) + 1):
        run = " ".join(followers[:size])
        if not any(f" {run} " in f" {text} " for text in draft.texts):
            return followers[:size]
    return ()


def _excluded(draft: Draft) -> list[str]:
    """The marks, and digits, that words of a plain slot lack, as far as no example has them."""
    seen = set("".join(draft.texts))
    marks = [mark for mark in (*_MARKS, *sorted(draft.touching - set(_MARKS))) if mark not in seen]
    return marks if re.search(r"\d", "".join(draft.texts)) else [*marks, "0-9"]


def _in_class(mark: str) -> str:
    return mark if mark == "0-9" or mark not in r"\]^-/" else f"\\{mark}"
