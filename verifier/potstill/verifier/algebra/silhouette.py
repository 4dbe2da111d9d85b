"""Silhouettes: which words a template can and must contain, read off its nodes without any automaton.

An abstract interpretation (Cousot and Cousot, 1977) of grammar nodes. Its domain sees a language as texts cut
at spaces and gaps, and keeps of them what is cheap to compare: which words may occur, which sets of words
every text has one of, which words may come first and last, and how many there are. Two templates whose
silhouettes exclude each other share no utterance; most pairs of a large set are told apart so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.lexicons import Lexicon
from potstill.ir.regular import classes
from potstill.ir.regular.classes import SPACE, Ranges
from potstill.verifier.algebra import fragments as f
from potstill.verifier.algebra.fragments import BLANK, NONE, Fragments

MAX_CLAUSES: Final = 24
"""Sets of words kept of which every text has one."""

MAX_COPIES: Final = 8
"""Copies of a repeated part that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Split:
    """Texts with at least one cut. Words are what stands between two cuts, the empty ones left out.

    ``head`` and ``tail`` stand before the first cut and after the last. ``words`` may occur, of each of
    ``clauses`` one does; ``first`` and ``last`` are the words that may come first and last, unless there is
    none, which may be so if ``wordless``. ``low`` to ``high`` words; ``high`` None: no bound is known.
    """

    head: Fragments
    tail: Fragments
    words: Fragments
    first: Fragments
    last: Fragments
    clauses: tuple[Fragments, ...]
    wordless: bool
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A language: its texts without a cut, and those with cuts, if there are any."""

    closed: Fragments
    split: Split | None


CUT: Final = Shape(NONE, Split(BLANK, BLANK, NONE, NONE, NONE, (), True, 0, 0))
EMPTY: Final = Shape(BLANK, None)
NOTHING: Final = Shape(NONE, None)


class Silhouettes:
    """Silhouettes of templates under one binding. What lexicons look like is kept."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        self._lexicons: dict[Lexicon, Shape] = {}
        # By identity, since hashing a node walks all of it; the node is kept so that the identity stays its.
        self._languages: dict[int, tuple[g.Node, Shape]] = {}

    def asks(self, grammar: g.Grammar) -> list[Split]:
        """The silhouette of each template, between the cuts at the two ends of an utterance."""
        rules: dict[str, Shape] = {}
        for name, body in grammar.rules:
            rules[name] = self._shape(body, rules)
        start = grammar.start
        templates = start.parts if isinstance(start, g.Alt) else (start,)
        shapes = [concat(concat(CUT, self._shape(each, rules)), CUT) for each in templates]
        return [shape.split if shape.split is not None else _UNREADABLE for shape in shapes]

    def _shape(self, node: g.Node, rules: Mapping[str, Shape]) -> Shape:
        match node:
            case g.Text(text):
                return _text(text)
            case g.Gap():
                return CUT
            case g.Chars(ranges):
                return _symbol(classes.of(ranges))
            case g.Digit(_, low, high):
                return _symbol(((0x30 + low, 0x30 + high),))
            case g.Seq(parts):
                shape = EMPTY
                for part in parts:
                    shape = concat(shape, self._shape(part, rules))
                return shape
            case g.Alt(parts):
                return either(self._shape(part, rules) for part in parts)
            case g.Repeat(body, low, high):
                return _repeat(self._shape(body, rules), low, high)
            case g.Rule(name):
                return rules[name]
            case g.Capture(_, lexicon) | g.Item(lexicon):
                return self._lexicon(lexicon)
            case g.Fix() | g.Step():
                return EMPTY
            case g.Machine(moves, accepting):
                ranges = classes.of((low, high) for row in moves for low, high, _ in row)
                return _anything(ranges, blank=0 in accepting)
            case _:
                assert_never(node)

    def _lexicon(self, lexicon: Lexicon) -> Shape:
        known = self._lexicons.get(lexicon)
        if known is None:
            known = self._lexicons[lexicon] = self._language(lexicon.under(self._binding)[0])
        return known

    def _language(self, node: g.Node) -> Shape:
        """As ``_shape``, for a node without rules, which may share parts with itself."""
        if not isinstance(node, g.Seq | g.Alt | g.Repeat):
            return self._shape(node, {})
        known = self._languages.get(id(node))
        if known is not None:
            return known[1]
        match node:
            case g.Seq(parts):
                shape = EMPTY
                for part in parts:
                    shape = concat(shape, self._language(part))
            case g.Alt(parts):
                shape = either([self._language(part) for part in parts])
            case g.Repeat(body, low, high):
                shape = _repeat(self._language(body), low, high)
        self._languages[id(node)] = (node, shape)
        return shape


_UNREADABLE: Final = Split(NONE, NONE, NONE, NONE, NONE, (NONE,), False, 1, 0)
"""Of a template that reads nothing: it has a word out of no words."""


def may_share(one: Split, other: Split) -> bool:
    """Whether two templates may read one utterance; False is a proof that they do not."""
    if not (one.wordless and other.wordless) and not (
        f.meet(one.first, other.first) and f.meet(one.last, other.last)
    ):
        return False
    if (one.high is not None and one.high < other.low) or (other.high is not None and other.high < one.low):
        return False
    return all(f.meet(clause, other.words) for clause in one.clauses) and all(
        f.meet(clause, one.words) for clause in other.clauses
    )


def concat(left: Shape, right: Shape) -> Shape:
    """A text of each, one after the other."""
    if left is EMPTY:
        return right
    if right is EMPTY:
        return left
    a, b = left.split, right.split
    found: list[Split] = []
    if b is not None and left.closed:
        found.append(_but(b, head=f.joined(left.closed, b.head)))
    if a is not None and right.closed:
        found.append(_but(a, tail=f.joined(a.tail, right.closed)))
    if a is not None and b is not None:
        found.append(_across(a, b))
    return Shape(f.joined(left.closed, right.closed), _either(found))


def _across(a: Split, b: Split) -> Split:
    """Both have cuts: a word, or nothing, ends where they meet."""
    met = f.joined(a.tail, b.head)
    blank = "" in met.texts
    word = f.without_blank(met)
    first, last = a.first, b.last
    if a.wordless:
        first = f.union(first, f.union(word, b.first) if blank else word)
    if b.wordless:
        last = f.union(last, f.union(word, a.last) if blank else word)
    clauses = (*a.clauses, *b.clauses) if blank else (*a.clauses, word, *b.clauses)
    high = None if a.high is None or b.high is None else a.high + b.high + bool(word)
    return Split(
        a.head,
        b.tail,
        f.union(a.words, f.union(word, b.words)),
        first,
        last,
        _fewest(clauses),
        a.wordless and b.wordless and blank,
        a.low + b.low + (not blank),
        high,
    )


def either(shapes: Iterable[Shape]) -> Shape:
    """A text of one of them."""
    closed = NONE
    splits: list[Split] = []
    for shape in shapes:
        closed = f.union(closed, shape.closed)
        if shape.split is not None:
            splits.append(shape.split)
    return Shape(closed, _either(splits))


def _either(splits: list[Split]) -> Split | None:
    if not splits:
        return None
    result = splits[0]
    for split in splits[1:]:
        high = None if result.high is None or split.high is None else max(result.high, split.high)
        result = Split(
            f.union(result.head, split.head),
            f.union(result.tail, split.tail),
            f.union(result.words, split.words),
            f.union(result.first, split.first),
            f.union(result.last, split.last),
            _one_of(result.clauses, split.clauses),
            result.wordless or split.wordless,
            min(result.low, split.low),
            high,
        )
    return result


def _one_of(left: tuple[Fragments, ...], right: tuple[Fragments, ...]) -> tuple[Fragments, ...]:
    """What holds whichever list of clauses does: those in both, and a clause of each as one."""
    if left == right:
        return left
    common = [clause for clause in left if clause in right]
    a = [clause for clause in left if clause not in common]
    b = [clause for clause in right if clause not in common]
    if a and b:
        common.append(f.union(min(a, key=_size), min(b, key=_size)))
    return tuple(common)


def _fewest(clauses: tuple[Fragments, ...]) -> tuple[Fragments, ...]:
    """The clauses that say most, each once."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct if len(distinct) <= MAX_CLAUSES else tuple(sorted(distinct, key=_size)[:MAX_CLAUSES])


def _size(clause: Fragments) -> tuple[int, int, list[str]]:
    return (classes.size(clause.open), len(clause.texts), sorted(clause.texts))


def _but(split: Split, head: Fragments | None = None, tail: Fragments | None = None) -> Split:
    return Split(
        split.head if head is None else head,
        split.tail if tail is None else tail,
        split.words,
        split.first,
        split.last,
        split.clauses,
        split.wordless,
        split.low,
        split.high,
    )


def _text(text: str) -> Shape:
    if " " not in text:
        return Shape(f.one(text), None) if text else EMPTY
    head, *more = text.split(" ")
    shape = _text(head)
    for word in more:
        shape = concat(concat(shape, CUT), _text(word))
    return shape


def _symbol(ranges: Ranges) -> Shape:
    rest = classes.difference(ranges, SPACE)
    closed = f.of_class(rest) if rest else NONE
    return Shape(closed, CUT.split if classes.contains(ranges, 0x20) else None)


def _repeat(body: Shape, low: int, high: int | None) -> Shape:
    if high is not None and high < low:
        return NOTHING
    if high is not None and high <= MAX_COPIES:
        shape = EMPTY
        for _ in range(low):
            shape = concat(shape, body)
        shapes = [shape]
        for _ in range(high - low):
            shapes.append(concat(shapes[-1], body))
        return either(shapes)
    required = EMPTY
    for _ in range(min(low, MAX_COPIES)):
        required = concat(required, body)
    return concat(required, _star(body))


def _star(body: Shape) -> Shape:
    """Any number of copies: the least fixed point, if it is reached soon; else any text of its symbols."""
    if body.split is None:
        return Shape(f.repeated(body.closed), None)
    shape = EMPTY
    for _ in range(MAX_COPIES):
        larger = _unbounded(either((shape, concat(shape, body))))
        if larger == shape:
            return shape
        shape = larger
    split = body.split
    parts = (body.closed, split.head, split.tail, split.words)
    return _anything(classes.union(SPACE, *map(f.symbols, parts)), blank=True)


def _unbounded(shape: Shape) -> Shape:
    split = shape.split
    if split is None:
        return shape
    parts = (split.head, split.tail, split.words, split.first, split.last, split.clauses, split.wordless)
    return Shape(shape.closed, Split(*parts, split.low, None))


def _anything(ranges: Ranges, *, blank: bool) -> Shape:
    """Any text over a class, the empty one if ``blank``."""
    rest = classes.difference(ranges, SPACE)
    word = Fragments(frozenset(), rest)
    closed = Fragments(BLANK.texts, rest) if blank else word
    if not classes.contains(ranges, 0x20):
        return Shape(closed, None)
    edge = Fragments(BLANK.texts, rest)
    return Shape(closed, Split(edge, edge, word, word, word, (), True, 0, None))
