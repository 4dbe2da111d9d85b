"""From pieces to the parts of a recipe: the text of a template, and the slots that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from potstill.compiler.layout import quoted
from potstill.distill.template.model import Kind, Policy
from potstill.distill.template.naming import Namer, about
from potstill.distill.template.numbers import Choice
from potstill.distill.template.pieces import Fixed, Numbers, Open, Piece
from potstill.distill.template.tokens import Token
from potstill.distill.template.vocabulary import ALIKE, SIGNS
from potstill.distill.template.words import beside
from potstill.ir.lexicons.text import MAX_WORDS

_SPECIAL: Final = re.compile(r"[()\[\]{}<>|;\\\"']")
_MIN_EQUAL_NUMBERS: Final = 3
"""Values that two numbers must take, the same in all examples, before they count as one."""


@dataclass(slots=True)
class Draft:
    """A slot whose type is settled, but for the width of free words.

    ``followers``: for each place of a slot of words, the words that stand behind it; ``touching``: the marks
    of constant text that touch it somewhere.
    """

    name: str
    kind: Kind
    texts: tuple[str, ...]
    type: str = ""
    optional: bool = False
    followers: list[tuple[str, ...]] = field(default_factory=list)
    touching: set[str] = field(default_factory=set)

    @property
    def most(self) -> int:
        """Words of the longest text."""
        return max(text.count(" ") + 1 for text in self.texts)


@dataclass(frozen=True, slots=True)
class Assembly:
    """The text of a template, its slots, and the tokens of its constant text."""

    ask: str
    drafts: tuple[Draft, ...]
    tokens: tuple[Token, ...]


class Unsupported(ValueError):
    """A place of the examples for which there is no notation; the message says what stands there."""


def assemble(pieces: Sequence[Piece], policy: Policy) -> Assembly:
    """The parts of a recipe. Raises Unsupported."""
    drafts: dict[object, Draft] = {}
    namer = Namer()
    text: list[str] = []
    tokens: list[Token] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, Fixed):
            tokens += piece.tokens
            text.append(_literal(piece, first=not at))
            continue
        gap = " " if piece.spaced and at else ""
        match piece:
            case Numbers(choice=choice):
                key: object = (choice.kind, choice.values) if _telling(choice) else at
                draft = drafts.get(key)
                if draft is None:
                    name = namer.name(about(pieces, at, "n"))
                    draft = drafts[key] = Draft(name, choice.kind, piece.texts, choice.type)
                if _in_word(pieces, at) and all(text[0].isdigit() for text in piece.texts):
                    draft.type = draft.type.removesuffix(" digits") + " digits"
                text.append(f"{gap}{{{draft.name}}}")
            case Open():
                text.append(gap + _open(pieces, at, piece, drafts, namer, policy))
    return Assembly("".join(text), tuple(drafts.values()), tuple(tokens))


def _telling(choice: Choice) -> bool:
    """Whether equal numbers elsewhere are equal for a reason."""
    return len(set(choice.values)) >= _MIN_EQUAL_NUMBERS


def _open(
    pieces: Sequence[Piece], at: int, piece: Open, drafts: dict[object, Draft], namer: Namer, policy: Policy
) -> str:
    """The notation of open text, without the space before it."""
    texts = [text for text in piece.texts if text]
    optional = len(texts) < len(piece.texts)
    if optional and not policy.optional:
        raise Unsupported(f"only some examples have {texts[0]!r}")
    opening, closing = "[]" if optional else "()"
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1 and not piece.numbered:
        return f"{opening}{escaped(distinct[0])}{closing}" if optional else escaped(distinct[0])
    group = next((group for group in ALIKE if group.issuperset(distinct)), None)
    if group is not None:
        return f"{opening}{'|'.join(sorted(group))}{closing}"
    if not any(char.isalnum() for char in "".join(distinct)) and not set(distinct) <= set(SIGNS):
        return f"{opening}{'|'.join(map(escaped, distinct))}{closing}"
    draft = drafts.get(piece.texts)
    if draft is None:
        draft = drafts[piece.texts] = _draft(pieces, at, piece, distinct, namer, policy)
        draft.optional = optional
    if draft.kind == "words":
        draft.followers.append(_followers(pieces, at))
        draft.touching |= {char for char in _touching(pieces, at) if not char.isalnum()}
    return f"[{{{draft.name}}}]" if optional else f"{{{draft.name}}}"


def _touching(pieces: Sequence[Piece], at: int) -> Iterator[str]:
    """The symbols of constant text that touch a piece."""
    before, after = beside(pieces, at)
    if isinstance(before, Fixed) and not pieces[at].spaced:
        yield before.tokens[-1].text[-1]
    if isinstance(after, Fixed) and not after.spaced:
        yield after.tokens[0].text[0]


def _in_word(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number is a part of a word: 5-hour, 3x. In words it would be a riddle: twenty-five-hour."""
    piece = pieces[at]
    plain = isinstance(piece, Numbers) and piece.choice.kind in ("int", "decimal")
    return plain and any(char == "-" or char.isalnum() for char in _touching(pieces, at))


def _draft(
    pieces: Sequence[Piece], at: int, piece: Open, distinct: list[str], namer: Namer, policy: Policy
) -> Draft:
    if set(distinct) <= set(SIGNS):
        return Draft(namer.name("currency"), "enum", piece.texts, enumeration(SIGNS))
    name = namer.name(about(pieces, at, "what"))
    few = len(piece.texts) >= policy.enum_from and 4 * len(distinct) <= len(piece.texts)
    if piece.numbered or few:
        return Draft(name, "enum", piece.texts, enumeration(distinct))
    draft = Draft(name, "words", piece.texts)
    if draft.most > MAX_WORDS:
        raise Unsupported(f"{max(distinct, key=len)[:40]!r}… has more than {MAX_WORDS} words")
    return draft


def _followers(pieces: Sequence[Piece], at: int) -> tuple[str, ...]:
    """The whole words that follow at once, at most three; none where a slot or the end does."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if not isinstance(following, Fixed):
        return ()
    words = plain(following).split(" ")
    # What touches the slot is a part of its last word.
    last = len(words) if at + 2 < len(pieces) and pieces[at + 2].spaced or at + 2 >= len(pieces) else -1
    return tuple(word for word in words[1:last][:3])


def plain(piece: Fixed) -> str:
    """The constant text, with a leading space if one stands before it."""
    return "".join(f"{' ' if token.spaced else ''}{token.text}" for token in piece.tokens)


def _literal(piece: Fixed, *, first: bool) -> str:
    text = plain(piece)
    return escaped(text.lstrip(" ") if first else text)


def escaped(text: str) -> str:
    """The text as templates have it."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def enumeration(members: Sequence[str]) -> str:
    """The type of a slot that reads these texts."""
    return f"enum {{{', '.join(map(quoted, members))}}}"
