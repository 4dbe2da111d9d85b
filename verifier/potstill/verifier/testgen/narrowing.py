"""Domains without the values that a condition excludes, where it compares one slot with a constant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

from potstill.ir.program import Program
from potstill.verifier.theta.domain import Domain, Either, Grid, Maybe, Ratios

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}


def narrowed(domains: Mapping[str, Domain], program: Program) -> dict[str, Domain]:
    """The domains, those of numbers cut at the bounds that conditions state; no more is cut.

    A domain that would be empty is left as it is: its slot's parameters are all outside.
    """
    found = dict(domains)
    for slot, op, bound in _comparisons(program):
        if slot in found:
            found[slot] = _cut(found[slot], op, bound) or found[slot]
    return found


def _comparisons(program: Program) -> Iterator[tuple[str, str, Fraction]]:
    """Each comparison of a slot with a number that must hold: slot, operator, number."""
    waiting = list(program.wheres)
    while waiting:
        node = program.nodes[waiting.pop()]
        if node.op == "and":
            waiting.extend(node.args)
        if node.op not in _MIRRORED:
            continue
        left, right = (program.nodes[arg] for arg in node.args)
        op = node.op
        if left.op == "const":
            left, right, op = right, left, _MIRRORED[op]
        if left.op == "slot" and right.op == "const" and isinstance(right.data, int | Fraction):
            yield str(left.data), op, Fraction(right.data)


def _cut(domain: Domain, op: str, bound: Fraction) -> Domain | None:
    """The values of a domain for which the comparison with ``bound`` holds, or more; None for none."""
    match domain:
        case Grid(low, step, count):
            first, last = _places(low, step, count, op, bound)
            return Grid(low + first * step, step, last - first + 1) if first <= last else None
        case Ratios(low, high, denominator):
            least = max(low, bound) if op in ("ge", "gt", "eq") else low
            most = min(high, bound) if op in ("le", "lt", "eq") else high
            return Ratios(least, most, denominator) if least <= most else None
        case Maybe(body):
            return None if (inner := _cut(body, op, bound)) is None else Maybe(inner)
        case Either(parts):
            kept = tuple(cut for part in parts if (cut := _cut(part, op, bound)) is not None)
            return Either(kept) if kept else None
        case _:
            return domain


def _places(low: Fraction, step: Fraction, count: int, op: str, bound: Fraction) -> tuple[int, int]:
    """The first and the last place of a grid whose number compares so."""
    at = (bound - low) / step
    first, last = 0, count - 1
    match op:
        case "le":
            last = floor(at)
        case "lt":
            last = ceil(at) - 1
        case "ge":
            first = ceil(at)
        case "gt":
            first = floor(at) + 1
        case _:
            first, last = ceil(at), floor(at)
    return max(first, 0), min(last, count - 1)
