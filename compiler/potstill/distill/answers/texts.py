"""Answers that are texts: all ways to cut them into constants, copies of slots and computed values.

A place is a position in each of the answers. From one place to another leads a token that all answers share,
or a piece that is explained; a way from the beginnings to the ends is an explanation. Sharing places between
ways makes of exponentially many ways a graph of few places (Gulwani, Automating string processing in
spreadsheets using input-output examples, POPL 2011, section 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Final, TypeAlias

from potstill.distill.answers.found import Found, NotFound, Outcome, Task, known_keys, merged, ranked
from potstill.distill.answers.pieces import Piece, copied, copies, pieces
from potstill.distill.answers.tables import table
from potstill.distill.answers.tokens import token_ends
from potstill.distill.terms import Apply, Const, Pieces, Term
from potstill.ir.program import Shape

GRAMMAR: Final = (
    "T ::= P | P T",
    "P ::= constant | C | N | D | T | R | W | K, at borders of words and numbers",
    "C ::= w | lower(w) | upper(w) | title(w), the first where it fits; w a slot of words or an enumeration",
    "N: a number that is not the same in all answers, plain or with decimal places, commas if one is seen",
    "K: at most one, followed by constants",
)

_PLURAL: Final = re.compile(r"[^\W\d_]+s")
_NUMBER: Final = re.compile(r"-?[\d,]+(?:\.\d+)?")

Place: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """From one place to a later one: a constant, or terms in a shape."""

    to: Place
    constant: str = ""
    piece: Piece | None = None


def text(task: Task, texts: tuple[str, ...]) -> Outcome:
    """All texts of the grammar that are these answers; with a table in them only where none is without."""
    graph = Graph(task, texts)
    found = _outcome(graph, list(islice(graph.ways(graph.start), task.limits.terms + 1)))
    if found is not None:
        return found
    tabled = _tabled(graph)
    if tabled is not None:
        return tabled
    return NotFound(graph.missing(), exhausted=graph.exhausted)


class Graph:
    """The places of some texts and what leads from one to another."""

    def __init__(self, task: Task, texts: tuple[str, ...]) -> None:
        self.task: Final = task
        self.texts: Final = texts
        self.start: Final[Place] = (0,) * len(texts)
        self.end: Final[Place] = tuple(map(len, texts))
        self.exhausted = True
        self._copies = copies(task)
        self._ends = [token_ends(each) for each in texts]
        self._edges: dict[Place, list[Edge]] = {}
        self._leading: dict[Place, bool] = {}
        self._explore()

    def ways(self, place: Place, end: Place | None = None) -> Iterator[tuple[Edge, ...]]:
        """All ways from a place to an end, edge by edge."""
        if place == (self.end if end is None else end):
            yield ()
            return
        for edge in self._edges.get(place, ()):
            if end is not None or self._leading[edge.to]:
                for rest in self.ways(edge.to, end):
                    yield (edge, *rest)

    @property
    def places(self) -> list[Place]:
        """The places that some way leads to, the farthest first."""
        return sorted(self._edges, key=sum, reverse=True)

    def missing(self) -> str:
        """Up to where the answers are explained."""
        if not self.exhausted:
            return f"the answers have more than {self.task.limits.states} places"
        far = self.places[0]
        rest = self.texts[0][far[0] :][:40]
        return f"nothing explains {rest!r} at position {far[0]} of the first answer"

    def _explore(self) -> None:
        level = [self.start]
        while level:
            after: list[Place] = []
            for place in level:
                if place in self._edges:
                    continue
                if len(self._edges) >= self.task.limits.states:
                    self.exhausted = False
                    break
                self._edges[place] = list(self._onward(place))
                after += [edge.to for edge in self._edges[place]]
            level = after if self.exhausted else []
        # A way only goes forward, so that places are settled from the farthest on.
        for place in self.places:
            reached = (self._leading.get(edge.to, False) for edge in self._edges[place])
            self._leading[place] = place == self.end or any(list(reached))
        for place in [edge.to for edges in self._edges.values() for edge in edges]:
            self._leading.setdefault(place, False)

    def _onward(self, place: Place) -> Iterator[Edge]:
        if any(at >= end for at, end in zip(place, self.end, strict=True)):
            return
        tokens = {each[at : ends[at]] for each, ends, at in zip(self.texts, self._ends, place, strict=True)}
        for column, spellings in self._copies:
            for case, spelled in spellings:
                to = self._after(place, spelled)
                if to is not None:
                    found = Found((copied(column, case),), (), 1, exhausted=True)
                    yield Edge(to, piece=Piece(Shape(), spelled, found, spelled=True))
                    break
        for piece in pieces(self.task, self.texts, place):
            to = self._after(place, piece.texts)
            if to is not None:
                yield Edge(to, piece=piece)
        if len(tokens) == 1:
            constant = tokens.pop()
            yield Edge(tuple(at + len(constant) for at in place), constant)

    def _after(self, place: Place, written: Sequence[str]) -> Place | None:
        """The place behind some texts, if they stand there and end where tokens do."""
        to = []
        for each, ends, at, part in zip(self.texts, self._ends, place, written, strict=True):
            behind = at + len(part)
            if not part or not each.startswith(part, at) or (behind < len(each) and behind not in ends):
                return None
            to.append(behind)
        return tuple(to)


def _tabled(graph: Graph) -> Found | None:
    """Texts with a table in them, behind the farthest place for which there is one."""
    suffix = _common_suffix(graph)
    for place in graph.places:
        for shorter in suffix:
            ends = [len(each) - shorter for each in graph.texts]
            middles = tuple(each[at:end] for each, at, end in zip(graph.texts, place, ends, strict=True))
            if not all(middles):
                continue
            found = table(graph.task, middles)
            if isinstance(found, Found):
                edge = Edge(graph.end, piece=Piece(Shape(), middles, found, spelled=True))
                rest = graph.texts[0][len(graph.texts[0]) - shorter :] if shorter else ""
                last = (Edge(graph.end, rest),) if rest else ()
                ways = [(*way, edge, *last) for way in graph.ways(graph.start, place)]
                return _outcome(graph, ways[: graph.task.limits.terms + 1])
    return None


def _common_suffix(graph: Graph) -> list[int]:
    """Lengths of the suffixes that all answers share and that begin where tokens do, the longest first."""
    first, longest = graph.texts[0], min(graph.end)
    length = 0
    while length < longest and all(each[-length - 1] == first[-length - 1] for each in graph.texts):
        length += 1
    borders = [token_ends(each) for each in graph.texts]
    return [
        size
        for size in range(length, -1, -1)
        if not size or all(len(each) - size in ends for each, ends in zip(graph.texts, borders, strict=True))
    ]


def _outcome(graph: Graph, ways: Sequence[tuple[Edge, ...]]) -> Found | None:
    if not ways:
        return None
    limit = graph.task.limits.terms
    terms = list(islice((term for way in ways for term in _terms(way)), limit + 1))
    kept = ranked(terms[:limit])
    parts = [edge.piece.found for way in ways for edge in way if edge.piece is not None]
    size = 1
    for edges in ways:
        for edge in edges:
            size += edge.piece.found.size if edge.piece is not None else 1
    exhausted = graph.exhausted and len(terms) <= limit and all(part.exhausted for part in parts)
    return Found(
        kept,
        merged(GRAMMAR, *(part.space for part in parts)),
        max(size, 2) ** max(len(way) for way in ways),
        exhausted,
        tuple(
            dict.fromkeys(
                (
                    *known_keys(kept),
                    *(each for part in parts for each in part.conditions),
                    *(each for way in ways for each in _plurals(way)),
                )
            )
        ),
        tuple(dict.fromkeys(each for part in parts for each in part.cuts)),
    )


def _plurals(way: Sequence[Edge]) -> Iterator[Term]:
    """That a number before a word on -s is not 1, unless one was: "1 days" is what nobody has shown."""
    for before, blank, word in zip(way, way[1:], way[2:], strict=False):
        if before.piece is not None and blank.constant == " " and _PLURAL.fullmatch(word.constant):
            texts = before.piece.texts
            if all(map(_NUMBER.fullmatch, texts)) and "1" not in texts:
                yield Apply("ne", (before.piece.found.terms[0], Const(Fraction(1))))


def _terms(way: Sequence[Edge]) -> Iterator[Term]:
    """The texts of one way: constants beside each other are one."""
    written: list[Shape | str] = []
    for edge in way:
        if edge.piece is not None:
            written.append(edge.piece.shape)
        elif written and isinstance(written[-1], str):
            written[-1] += edge.constant
        else:
            written.append(edge.constant)
    if all(isinstance(piece, str) for piece in written):
        yield Const("".join(piece for piece in written if isinstance(piece, str)))
        return
    holes = [edge.piece for edge in way if edge.piece is not None]
    for chosen in product(*(hole.found.terms for hole in holes)):
        if len(written) == 1 and holes[0].spelled:
            yield chosen[0]
        else:
            yield Apply("format", chosen, Pieces(tuple(written)))
