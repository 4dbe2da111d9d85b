"""How the digits of a numeral stand: which register they count up, where the point and the commas go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from potstill.ir.grammar import EMPTY, NOTHING, Alt, Digit, Node, Repeat, Text, seq

Options: TypeAlias = Sequence[tuple[int, int, Node]]
"""Ways on, by the next digit: ``(low, high, rest)``, rising and disjoint."""


@dataclass(frozen=True, slots=True)
class Layout:
    """``point`` digits after the decimal point; ``grouped``: commas between each three digits before it.

    Digits are placed by how many there are from them to the numeral's end, themselves included. Where only a
    part of a numeral is built, ``below`` is how many digits come after that part.
    """

    register: int
    point: int = 0
    grouped: bool = False

    def shortest(self, below: int) -> int:
        """The fewest digits in front of the last ``below``; only in a numeral this short may a zero lead."""
        return max(self.point + 1 - below, 1)

    def mark(self, place: int) -> str:
        """What stands before the digit at ``place``, if that is not the first one."""
        whole = place - self.point
        if whole == 0:
            return "."
        return "," if self.grouped and whole > 0 and whole % 3 == 0 else ""

    def run(self, low: int, high: int) -> Node:
        """``low`` to ``high`` digits without marks."""
        digit = Digit(self.register)
        return EMPTY if high == 0 else digit if low == high == 1 else Repeat(digit, low, high)

    def free(self, count: int, below: int, *, leading: bool = False) -> Node:
        """Any ``count`` digits, with their marks; ``leading``: they begin the numeral."""
        chunks: list[tuple[str, int]] = []
        for place in range(count + below, below, -1):
            mark = "" if leading and place == count + below else self.mark(place)
            if mark or not chunks:
                chunks.append((mark, 1))
            else:
                chunks[-1] = (chunks[-1][0], chunks[-1][1] + 1)
        nodes: list[Node] = []
        for (mark, digits), same in groupby(chunks):
            times = len(list(same))
            chunk = seq(Text(mark), self.run(digits, digits))
            nodes.append(chunk if times == 1 else Repeat(chunk, times, times))
        return seq(*nodes)

    def pick(self, options: Options, place: int, below: int, *, leading: bool) -> Node:
        """The digit at ``place``, then the rest that goes with it. Digits with equal rests are one node."""
        merged: list[tuple[int, int, Node]] = []
        for low, high, rest in options:
            if low > high:
                continue
            if merged and merged[-1][1] + 1 == low and merged[-1][2] == rest:
                merged[-1] = (merged[-1][0], high, rest)
            else:
                merged.append((low, high, rest))
        count = place - below
        if merged == [(0, 9, self.free(count - 1, below))]:
            return self.free(count, below, leading=leading)
        mark = EMPTY if leading else Text(self.mark(place))
        return seq(mark, choice(seq(Digit(self.register, low, high), rest) for low, high, rest in merged))


def choice(nodes: Iterable[Node]) -> Node:
    """Alternatives without a word in common, flattened. Looking for equal ones would hash them whole."""
    flat = [part for node in nodes for part in (node.parts if isinstance(node, Alt) else (node,))]
    return flat[0] if len(flat) == 1 else Alt(tuple(flat))


def between(low: int, high: int, length: int, layout: Layout, *, below: int = 0) -> Node:
    """Exactly ``length`` leading digits, zeros in front if need be, that denote low..high; O(length) nodes.

    Where the bounds part, a digit strictly between theirs frees all that follow; along a bound, a digit on
    the inner side of it does.
    """
    least, most = str(low).zfill(length), str(high).zfill(length)

    def pick(index: int, options: Options) -> Node:
        return layout.pick(options, length - index + below, below, leading=index == 0)

    def free(index: int) -> Node:
        return layout.free(length - index, below)

    parting = next((i for i in range(length) if least[i] != most[i]), length)
    node: Node = EMPTY
    if parting < length:
        above: Node = EMPTY
        under: Node = EMPTY
        for index in range(length - 1, parting, -1):
            a, b, rest = int(least[index]), int(most[index]), free(index + 1)
            above = pick(index, [(a, a, above), (a + 1, 9, rest)])
            under = pick(index, [(0, b - 1, rest), (b, b, under)])
        a, b = int(least[parting]), int(most[parting])
        node = pick(parting, [(a, a, above), (a + 1, b - 1, free(parting + 1)), (b, b, under)])
    for index in range(parting - 1, -1, -1):
        digit = int(least[index])
        node = pick(index, [(digit, digit, node)])
    return node


def numerals(low: int, high: int, layout: Layout, *, below: int = 0) -> Node:
    """The digits in front of the last ``below``, for all numbers low..high that they may denote.

    Numbers with as many digits are one alternative; lengths of which all numbers are wanted are one together.
    ValueError if ``low`` is negative.
    """
    if low < 0:
        raise ValueError(f"a numeral has no sign: {low}")
    shortest = layout.shortest(below)
    first = max(shortest, layout.point + 4 - below) if layout.grouped else shortest
    fraction = max(layout.point - below, 0)
    parts: list[Node] = []
    whole: list[int] = []  # adjacent lengths, in digits before the point, of which all numbers are wanted

    def flush() -> None:
        if whole:
            digits = layout.run(whole[0] - 1, whole[-1] - 1)
            parts.append(seq(Digit(layout.register, 1, 9), digits, layout.free(fraction, below)))
            whole.clear()

    for length in range(first, max(len(str(high)), shortest) + 1):
        floor, ceiling = 0 if length == shortest else 10 ** (length - 1), 10**length - 1
        if max(low, floor) > min(high, ceiling):
            continue
        # A lone digit from 1 on goes with the longer ones, which do not begin with a zero either.
        if high >= ceiling and (low <= floor if length > shortest else low == length == 1):
            if layout.grouped:
                rest = layout.free(length - 1, below)
                parts.append(seq(Digit(layout.register, 1, 9), rest))
            else:
                whole.append(length - fraction)
            continue
        flush()
        parts.append(between(max(low, floor), min(high, ceiling), length, layout, below=below))
    flush()
    return choice(parts)


def listed(values: Iterable[int], length: int, layout: Layout, *, leading: bool) -> Node:
    """Exactly these values, each of ``length`` digits, zeros in front if need be: a trie of digits."""
    level: dict[str, Node] = {str(value).zfill(length): EMPTY for value in values}
    if not level:
        return NOTHING
    for index in range(length - 1, -1, -1):
        options: dict[str, list[tuple[int, int, Node]]] = {}
        for prefix, rest in sorted(level.items()):
            digit = int(prefix[-1])
            options.setdefault(prefix[:-1], []).append((digit, digit, rest))
        level = {
            prefix: layout.pick(found, length - index, 0, leading=leading and index == 0)
            for prefix, found in options.items()
        }
    return level[""]
