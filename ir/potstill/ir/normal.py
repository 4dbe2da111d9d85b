"""N, the normal form of an utterance, with the interval of the source that each symbol came from.

``spec/normal-forms.md`` defines N by clauses N1 to N8; this is its only implementation. N is total
(lone surrogates included), idempotent, and respects canonical equivalence (The Unicode Standard, section
3.11: canonically equivalent texts have equal normal forms). |N(u)| <= 18 |u|.

Most utterances are plain ASCII and cost a scan each for ``isascii``, ``isprintable`` and ``lower``; where
every code point yields one symbol, intervals are computed when asked for and never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, final

from potstill.ir.normal_table import Table, table

__all__ = ["Normal", "fold", "fragment", "normalise", "normalise_within", "words"]

# INVARIANT: a space and the ASCII part of the table's closing marks.
_ASCII_CLOSING: Final = " !,.:;?"
_DIGITS: Final = "0123456789"
_YPOGEGRAMMENI: Final = "\u0345"
_IOTA: Final = "\u03b9"
# The most symbols for one code point; clause N8.
_MOST: Final = 18


@final
class Trace:
    """Where symbols came from, when that is more than a shift.

    ``starts[i]`` and ``ends[i]`` are the half-open source interval of symbol i; ``clean[i]`` is 1 where all
    symbols before i come from the source before all symbols from i on, for i from 0 to the length.
    """

    __slots__ = ("clean", "ends", "starts")

    def __init__(self, starts: tuple[int, ...], ends: tuple[int, ...]) -> None:
        self.starts: Final = starts
        self.ends: Final = ends
        self.clean: Final = _clean_cuts(starts, ends)


@final
class Normal:
    """A normal form and its source. Immutable, equal where the sources are equal.

    ``text`` has one symbol per code point; positions i <= j in it run from 0 to ``len(text)``. Not a
    dataclass: one is built for each request, and a frozen dataclass takes twenty times as long to build.
    """

    __slots__ = ("_shift", "_trace", "source", "text")

    def __init__(self, text: str, source: str, shift: int, trace: Trace | None) -> None:
        self.text: Final = text
        self.source: Final = source
        self._shift: Final = shift
        # INVARIANT: without a trace, symbol i came from the code point shift + i and nothing else.
        self._trace: Final = trace

    @property
    def starts(self) -> Sequence[int]:
        """For each symbol, where its source interval starts. Not monotone within reordered marks."""
        trace = self._trace
        return range(self._shift, self._shift + len(self.text)) if trace is None else trace.starts

    @property
    def ends(self) -> Sequence[int]:
        """For each symbol, where its source interval ends (exclusive)."""
        trace = self._trace
        return range(self._shift + 1, self._shift + 1 + len(self.text)) if trace is None else trace.ends

    def span(self, i: int, j: int) -> tuple[int, int]:
        """The smallest source interval that holds symbols i to j (exclusive); clause N6.

        It takes in the variation selectors and tags that follow, which belong to the symbol before them. The
        span of no symbols is empty. IndexError unless 0 <= i <= j <= len(text).
        """
        if not 0 <= i <= j <= len(self.text):
            raise IndexError(f"no symbols {i} to {j} in a normal form of {len(self.text)}")
        trace = self._trace
        if trace is None:
            return self._shift + i, self._shift + j
        if i == j:
            at = trace.starts[i] if i < len(self.text) else max(trace.ends, default=0)
            return at, at
        end = max(trace.ends[i:j])
        while end < len(self.source) and _extends(self.source[end]):
            end += 1
        return min(trace.starts[i:j]), end

    def aligned(self, i: int, j: int) -> bool:
        """Whether cuts at i and j leave every code point of the source on one side; constant time.

        IndexError unless 0 <= i <= j <= len(text).
        """
        if not 0 <= i <= j <= len(self.text):
            raise IndexError(f"no symbols {i} to {j} in a normal form of {len(self.text)}")
        trace = self._trace
        return trace is None or (trace.clean[i] == 1 and trace.clean[j] == 1)

    def original(self, i: int, j: int) -> str:
        """The source text of symbols i to j (exclusive), as it was typed."""
        start, end = self.span(i, j)
        return self.source[start:end]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Normal) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Normal({self.text!r} from {self.source!r})"


def fold(text: str) -> str:
    """N(text), without the intervals."""
    if _is_plain(text):
        return text.lower().strip(" ").rstrip(_ASCII_CLOSING)
    return _normalise(text, table()).text


def normalise(source: str) -> Normal:
    """N(source), with the intervals."""
    if _is_plain(source):
        text = source.lower().lstrip(" ")
        return Normal(text.rstrip(_ASCII_CLOSING), source, len(source) - len(text), None)
    return _normalise(source, table())


def normalise_within(source: str, limit: int) -> Normal | None:
    """N(source), or None if that has more than ``limit`` symbols; what is too long is not expanded first."""
    if len(source) * _MOST > limit and not _is_plain(source) and _exceeds(source, limit, table()):
        return None
    normal = normalise(source)
    return None if len(normal.text) > limit else normal


def fragment(text: str) -> str:
    """What ``text`` contributes inside an utterance: clauses N1 to N4, nothing trimmed.

    Fragments that begin with a combining mark or a digit may change when they are joined; fold them together.
    """
    return fold(f"x{text}x")[1:-1]


def words(text: str) -> tuple[str, ...]:
    """The words of N(text): the parts between its spaces."""
    form = fold(text)
    return tuple(form.split(" ")) if form else ()


def _is_plain(text: str) -> bool:
    """Printable ASCII without double spaces: all that N does is to change case and to trim."""
    return text.isascii() and text.isprintable() and "  " not in text


def _normalise(source: str, known: Table) -> Normal:
    pieces = _pieces(source, known.fold)
    text = "".join(pieces)
    unmarked = known.classes.keys().isdisjoint(text)
    if unmarked and len(text) == len(source) and "" not in pieces and "  " not in text:
        trimmed = text.lstrip(" " + known.opening)
        return Normal(trimmed.rstrip(" " + known.closing), source, len(text) - len(trimmed), None)
    _drop_ends(pieces, known)
    symbols, starts = _expand(pieces)
    if not unmarked:
        _order_marks(symbols, starts, known.classes)
    ends = _join_spaces(symbols, starts, pieces)
    text = "".join(symbols)
    trimmed = text.lstrip(" " + known.opening)
    first = len(text) - len(trimmed)
    trimmed = trimmed.rstrip(" " + known.closing)
    last = first + len(trimmed)
    return Normal(trimmed, source, 0, Trace(tuple(starts[first:last]), tuple(ends[first:last])))


def _exceeds(source: str, limit: int, known: Table) -> bool:
    """Whether a start of the source has more than ``limit`` symbols already, as clauses N1, N4 and N5 count.

    N3 changes no length, and what N2 adds is left to the caller.
    """
    opening, closing = known.opening, " " + known.closing
    last = " "
    length = 0
    for char in source:
        for symbol in _piece(char, known.fold):
            if (symbol == " " and last == " ") or (length == 0 and symbol in opening):
                continue
            last = symbol
            length += 1
            if length > limit and symbol not in closing:
                return True
    return False


def _drop_ends(pieces: list[str], known: Table) -> None:
    """Clause N5, in place, where it drops all symbols of a code point: their number has no bound."""
    for ends, places in (
        (" " + known.opening, range(len(pieces))),
        (" " + known.closing, range(len(pieces) - 1, -1, -1)),
    ):
        for place in places:
            if pieces[place].strip(ends):
                break
            pieces[place] = ""


def _pieces(source: str, folded: dict[str, str]) -> list[str]:
    """Clause N1: the symbols of each code point of the source."""
    return [_piece(char, folded) for char in source]


def _piece(char: str, folded: dict[str, str]) -> str:
    return _hangul(char) if "\uac00" <= char <= "\ud7a3" else folded.get(char, char)


def _hangul(syllable: str) -> str:
    """The conjoining jamo of a syllable (The Unicode Standard, section 3.12)."""
    index = ord(syllable) - 0xAC00
    lead, vowel, trail = index // 588, index % 588 // 28, index % 28
    return chr(0x1100 + lead) + chr(0x1161 + vowel) + (chr(0x11A7 + trail) if trail else "")


def _expand(pieces: list[str]) -> tuple[list[str], list[int]]:
    """The symbols of all pieces and the source position of each; clause N2 keeps fractions apart."""
    symbols: list[str] = []
    starts: list[int] = []
    expanded = False
    for position, piece in enumerate(pieces):
        if not piece:
            continue
        if (expanded or len(piece) > 1) and piece[0] in _DIGITS and symbols and symbols[-1] in _DIGITS:
            symbols.append(" ")
            starts.append(position)
        expanded = len(piece) > 1
        for symbol in piece:
            symbols.append(symbol)
            starts.append(position)
    return symbols, starts


def _order_marks(symbols: list[str], starts: list[int], classes: dict[str, int]) -> None:
    """Clause N3, in place: each run of combining marks is sorted by class; then U+0345 becomes an iota."""
    position = 0
    while position < len(symbols):
        stop = position
        while stop < len(symbols) and symbols[stop] in classes:
            stop += 1
        if stop - position > 1:
            order = sorted(range(position, stop), key=lambda mark: classes[symbols[mark]])
            symbols[position:stop] = [symbols[mark] for mark in order]
            starts[position:stop] = [starts[mark] for mark in order]
        for mark in range(position, stop):
            if symbols[mark] == _YPOGEGRAMMENI:
                symbols[mark] = _IOTA
        position = stop + 1


def _join_spaces(symbols: list[str], starts: list[int], pieces: list[str]) -> list[int]:
    """Clause N4, in place: one space for each run. Returns where the symbols' intervals end.

    The space's interval ends with the last code point of the run that is nothing but space.
    """
    ends: list[int] = []
    kept = 0
    for symbol, start in zip(symbols, starts, strict=True):
        if symbol == " " and kept and symbols[kept - 1] == " ":
            if pieces[start] == " ":
                ends[kept - 1] = start + 1
            continue
        symbols[kept] = symbol
        starts[kept] = start
        ends.append(start + 1)
        kept += 1
    del symbols[kept:], starts[kept:]
    return ends


def _clean_cuts(starts: tuple[int, ...], ends: tuple[int, ...]) -> bytes:
    """For each cut, 1 where the largest end before it is at most the smallest start after it."""
    cuts = bytearray(len(starts) + 1)
    smallest = max(ends, default=0)
    after = [smallest]
    for start in reversed(starts):
        if start < smallest:
            smallest = start
        after.append(smallest)
    largest = 0
    for cut, end in enumerate(ends):
        cuts[cut] = largest <= after.pop()
        if end > largest:
            largest = end
    cuts[-1] = 1
    return bytes(cuts)


def _extends(char: str) -> bool:
    """Variation selectors and tags: they change how the code point before them looks."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0020" <= char <= "\U000e01ef"
