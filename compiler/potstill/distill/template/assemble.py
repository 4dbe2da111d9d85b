"""From pieces to the parts of a recipe: the text of a template, and the slots that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.distill.template.counts import Counting, counting
from potstill.distill.template.drafts import Draft, alternatives, enumeration, escaped, plain
from potstill.distill.template.model import Policy
from potstill.distill.template.naming import Namer, about
from potstill.distill.template.numbers import Choice
from potstill.distill.template.pieces import Fixed, Numbers, Open, Piece
from potstill.distill.template.tokens import Token
from potstill.distill.template.vocabulary import ALIKE, SIGNS, SMALL
from potstill.distill.template.words import beside

MIN_EQUAL: Final = 3
"""Values that two numbers must take, the same in all examples, before they count as one."""

MAX_VALUE: Final = 12
"""Words of the longest value of a slot."""

MAX_NUMBERED: Final = 6
"""Words of the longest phrase with a number in it that is read as a whole."""

MAX_OPTIONAL: Final = 4
"""Words of the longest value of a slot that some examples lack."""

FOLLOWERS: Final = 3
"""Constant words behind a slot that may tell where it ends."""

BEFORE_NUMBERS: Final = ("half",)
"""What words before a number do not end with: "half a dozen" is six, and no half followed by twelve."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """The text of a template, its slots, further lexicons for them, and the tokens of its constant text."""

    ask: str
    drafts: tuple[Draft, ...]
    lexicons: tuple[str, ...]
    tokens: tuple[Token, ...]


class Unsupported(ValueError):
    """A place of the examples for which there is no notation; the message says what stands there."""


def assemble(pieces: Sequence[Piece], policy: Policy) -> Assembly:
    """The parts of a recipe. Raises Unsupported."""
    made = _Assembler(pieces, policy)
    text = "".join(map(made.notation, range(len(pieces))))
    tokens = tuple(token for piece in pieces if isinstance(piece, Fixed) for token in piece.tokens)
    return Assembly(text, tuple(made.drafts.values()), tuple(made.lexicons), tokens)


class _Assembler:
    """The slots so far, while the notation of one piece after the other is written."""

    def __init__(self, pieces: Sequence[Piece], policy: Policy) -> None:
        self._pieces: Final = pieces
        self._policy: Final = policy
        self._namer: Final = Namer()
        self.drafts: Final[dict[object, Draft]] = {}
        self.lexicons: Final[list[str]] = []

    def notation(self, at: int) -> str:
        """The notation of one piece, with the space before it."""
        piece = self._pieces[at]
        match piece:
            case Fixed():
                text = plain(piece)
                return escaped(text if at else text.lstrip(" "))
            case Numbers():
                text = self._number(at, piece)
            case Open():
                text = self._open(at, piece)
        return f" {text}" if piece.spaced and at else text

    def _number(self, at: int, piece: Numbers) -> str:
        choice = piece.choice
        key: object = (choice.kind, choice.values) if _telling(choice) else at
        draft = self.drafts.get(key)
        if draft is None:
            name = self._namer.name(about(self._pieces, at))
            draft = self.drafts[key] = Draft(name, choice.kind, piece.texts, choice.type)
        if _in_word(self._pieces, at) and all(text[0].isdigit() for text in piece.texts):
            draft.type = draft.type.removesuffix(" digits") + " digits"
        return f"{{{draft.name}}}"

    def _open(self, at: int, piece: Open) -> str:
        texts = [text for text in piece.texts if text]
        optional = len(texts) < len(piece.texts)
        if optional and not self._policy.optional:
            raise Unsupported(f"only some examples have {texts[0]!r}")
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1 and not optional:
            return escaped(distinct[0])
        if SMALL.issuperset(distinct) and optional:
            return alternatives(distinct, optional=True)
        group = next((group for group in ALIKE if group.issuperset(distinct)), None)
        if group is not None:
            return alternatives(sorted(group), optional=optional)
        if not any(char.isalnum() for char in "".join(distinct)) and not set(distinct) <= set(SIGNS):
            return alternatives(distinct, optional=optional)
        draft = self.drafts.get(piece.texts)
        if draft is None:
            counted = None if optional else counting(distinct)
            if counted is not None:
                return self._counted(at, piece, counted)
            draft = self.drafts[piece.texts] = self._draft(at, piece, distinct)
            draft.optional = optional
        if draft.kind == "words":
            draft.followers.append(_followers(self._pieces, at))
            draft.beside |= any(isinstance(each, Numbers | Open) for each in beside(self._pieces, at))
            draft.touching |= {char for char in _touching(self._pieces, at) if not char.isalnum()}
        return f"[{{{draft.name}}}]" if optional else f"{{{draft.name}}}"

    def _counted(self, at: int, piece: Open, counted: Counting) -> str:
        """Words for numbers: another way to say a number that is the same in all examples, or a slot."""
        values = tuple(counted.worth[text] for text in piece.texts)
        known = next((self.drafts[key] for key in self._keys(values) if key in self.drafts), None)
        if known is not None and counted.range is not None:
            # A number that its words lack could not be said.
            known.type = counted.range
            name = self._namer.name(f"{known.name}_word")
            self.lexicons.append(f"lexicon {name}: {counted.type}")
            return f"{{{name}:{known.name}}}"
        name = self._namer.name(about(self._pieces, at))
        self.drafts[piece.texts] = Draft(name, "enum", piece.texts, counted.type)
        return f"{{{name}}}"

    def _keys(self, values: tuple[int, ...]) -> Iterator[object]:
        """Under what keys a slot of whole numbers with these values may be known."""
        yield "int", values
        for at, piece in enumerate(self._pieces):
            if isinstance(piece, Numbers) and piece.choice.kind == "int" and piece.choice.values == values:
                yield at

    def _draft(self, at: int, piece: Open, distinct: list[str]) -> Draft:
        """A slot for open text. Raises Unsupported."""
        if set(distinct) <= set(SIGNS):
            return Draft(self._namer.name("currency"), "enum", piece.texts, enumeration(SIGNS))
        draft = Draft(self._namer.name(about(self._pieces, at)), "words", piece.texts)
        optional = not all(piece.texts)
        shown = max(distinct, key=lambda text: (any(map(str.isdigit, text)), len(text)))[:40]
        if optional and len(distinct) == 1 and not piece.numbered:
            draft.kind, draft.type = "enum", enumeration(distinct)
        elif draft.most > (MAX_OPTIONAL if optional else MAX_VALUE):
            raise Unsupported(f"{shown!r} stands where other examples have less: too much to be one value")
        elif piece.numbered and not self._policy.free_numbers:
            if optional or len(distinct) == len(piece.texts) or draft.most > MAX_NUMBERED:
                raise Unsupported(f"no lexicon reads what stands in place of {shown!r} in all examples")
            draft.kind, draft.type = "enum", enumeration(distinct)
        elif len(piece.texts) >= self._policy.enum_from and 4 * len(distinct) <= len(piece.texts):
            draft.kind, draft.type = "enum", enumeration(distinct)
        return draft


def _telling(choice: Choice) -> bool:
    """Whether equal numbers elsewhere are equal for a reason."""
    return len(set(choice.values)) >= MIN_EQUAL


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
    whole = isinstance(piece, Numbers) and piece.choice.kind in ("int", "decimal")
    return whole and any(char == "-" or char.isalnum() for char in _touching(pieces, at))


def _followers(pieces: Sequence[Piece], at: int) -> tuple[str, ...]:
    """The whole words that follow at once, few of them; none where a slot or the end does."""
    _, following = beside(pieces, at)
    if isinstance(following, Numbers):
        return BEFORE_NUMBERS
    if not isinstance(following, Fixed):
        return ()
    words = plain(following).split(" ")
    # What touches the slot behind them is a part of the last word.
    whole = at + 2 >= len(pieces) or pieces[at + 2].spaced
    return tuple(words[1 : len(words) if whole else -1][:FOLLOWERS])
