"""Meeting in the middle: formulas that fill the holes of contexts, found by ranges in sorted columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from potstill.distill.search import residues
from potstill.distill.search.contexts import PRODUCT, SUM, Contexts
from potstill.distill.search.operations import (
    ADDITIVE,
    SLACK,
    Columns,
    Index,
    Mask,
    Op,
    apply,
    apply_residues,
)  # fmt: skip
from potstill.distill.search.residues import Residues
from potstill.distill.search.states import States

CHUNK: Final = 1 << 20
"""Queries, or hits, that are looked at together."""


@dataclass(slots=True)
class Effort:
    """What was done so far, in queries and hits, and the most that may be done."""

    limit: int
    spent: int = 0

    def spend(self, count: int) -> None:
        """Raises Exhausted beyond the limit."""
        self.spent += count
        if self.spent > self.limit:
            raise Exhausted


class Exhausted(Exception):
    """The effort that was allowed is spent."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of contexts and two tables that may fit, and the residues of the formulas that they make."""

    context: Index
    x: Index
    y: Index
    residues: Residues


def filling(contexts: Contexts, states: States, effort: Effort) -> Iterator[Hits]:
    """Single states that fill holes."""
    low, high = contexts.bounds.low, contexts.bounds.high
    first = np.searchsorted(states.values[0], _under(low[0]), "left")
    last = np.searchsorted(states.values[0], _over(high[0]), "right")
    for at, y in _spread(first, last, effort):
        fits = np.ones(len(at), np.bool_)
        for values, lower, upper in zip(states.values, low, high, strict=True):
            v = values[y]
            fits &= (v >= _under(lower[at])) & (v <= _over(upper[at]))
        fits &= ~contexts.negative[at] | contexts.flips[at] | states.flips[y]
        at, y = at[fits], y[fits]
        if len(at):
            yield Hits(at, y, y, contexts.fill(at, states.residues[:, y]))


def joining(op: Op, contexts: Contexts, x: States, y: States, effort: Effort) -> Iterator[Hits]:
    """Pairs x and y such that `x op y` fills a hole. y should be the longer table.

    The innermost operation of a context and ``op`` alternate, see `ContextTables.contexts`.
    """
    same = SUM if op in ADDITIVE else PRODUCT
    usable = np.flatnonzero(contexts.innermost != same)
    if not len(usable) or not len(x) or not len(y):
        return
    step = max(1, CHUNK // len(x))
    for start in range(0, len(usable), step):
        rows = usable[start : start + step]
        effort.spend(len(rows) * len(x))
        low, high = _ranges(op, contexts.bounds.low[0, rows], contexts.bounds.high[0, rows], x.values[0])
        first = np.searchsorted(y.values[0], low, "left")
        last = np.searchsorted(y.values[0], high, "right")
        for query, at_y in _spread(first, last, effort):
            at, at_x = rows[query // len(x)], query % len(x)
            yield from _checked(op, contexts, at, x, at_x, y, at_y)


def _checked(
    op: Op, contexts: Contexts, at: Index, x: States, at_x: Index, y: States, at_y: Index
) -> Iterator[Hits]:
    """The hits in the first example that are hits in all of them."""
    for example in range(1, len(x.values)):
        a, b = x.values[example][at_x], y.values[example][at_y]
        with np.errstate(all="ignore"):
            v = apply(op, a, b)
        slack = SLACK * (np.abs(a) + np.abs(b) if op in ADDITIVE else np.abs(v))
        fits = (v >= contexts.bounds.low[example][at] - slack) & (
            v <= contexts.bounds.high[example][at] + slack
        )
        at, at_x, at_y = at[fits], at_x[fits], at_y[fits]
        if not len(at):
            return
    turns: Mask = ~contexts.negative[at] | contexts.flips[at] | x.flips[at_x] | y.flips[at_y]
    if op is not Op.SUB and not turns.all():
        at, at_x, at_y = at[turns], at_x[turns], at_y[turns]
    if not len(at):
        return
    both = x.residues[:, at_x], y.residues[:, at_y]
    over_x = residues.inverse(both[0]) if op is Op.UNDER else both[0]
    over_y = residues.inverse(both[1]) if op is Op.DIV else both[1]
    yield Hits(at, at_x, at_y, contexts.fill(at, apply_residues(op, *both, over_x, over_y)))


def _ranges(op: Op, low: Columns, high: Columns, x: Columns) -> tuple[Columns, Columns]:
    """For each context and each x: the interval of y such that `x op y` lies in the bounds, widened."""
    low, high, x = low[:, None], high[:, None], x[None, :]
    with np.errstate(all="ignore"):
        match op:
            case Op.ADD:
                slack = SLACK * (np.abs(x) + _finite(low) + _finite(high))
                found = low - x - slack, high - x + slack
            case Op.SUB:
                slack = SLACK * (np.abs(x) + _finite(low) + _finite(high))
                found = x - high - slack, x - low + slack
            case Op.MUL:
                found = _between(low / x, high / x, x == 0)
            case Op.DIV:
                found = _between(x / low, x / high, (low <= 0) & (high >= 0))
            case Op.UNDER:
                found = _between(low * x, high * x, np.zeros_like(x, np.bool_))
    return found[0].ravel(), found[1].ravel()


def _between(one: Columns, other: Columns, unknown: Mask) -> tuple[Columns, Columns]:
    open_ = unknown | np.isnan(one) | np.isnan(other)
    low, high = np.minimum(one, other), np.maximum(one, other)
    slack = SLACK * np.maximum(_finite(low), _finite(high))
    return np.where(open_, -np.inf, low - slack), np.where(open_, np.inf, high + slack)


def _finite(ends: Columns) -> Columns:
    return np.where(np.isfinite(ends), np.abs(ends), 0.0)


def _under(bound: Columns) -> Columns:
    return bound - SLACK * _finite(bound)


def _over(bound: Columns) -> Columns:
    return bound + SLACK * _finite(bound)


def _spread(first: Index, last: Index, effort: Effort) -> Iterator[tuple[Index, Index]]:
    """For every query, all rows from ``first`` up to ``last``: the queries and the rows, some at a time."""
    counts = np.maximum(last - first, 0)
    busy = np.flatnonzero(counts)
    first, counts = first[busy], counts[busy]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    effort.spend(total)
    start = 0
    while start < len(busy):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + CHUNK, "right")))
        some = counts[start:stop]
        offsets = np.cumsum(some) - some
        rows = np.arange(int(some.sum())) - np.repeat(offsets - first[start:stop], some)
        yield np.repeat(busy[start:stop], some), rows
        start = stop
