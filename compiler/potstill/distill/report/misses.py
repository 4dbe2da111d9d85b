"""What falls to the fallback, alike requests together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from potstill.distill.grouping import Grouper
from potstill.distill.report.facts import Missed
from potstill.runtime.store import Request, Store

LATEST: Final = 10_000
"""Requests that are grouped: the latest ones."""

SHOWN: Final = 100
EXAMPLES: Final = 3

ALONE: Final = "requests like it: each of these stands alone"


@dataclass(frozen=True, slots=True)
class Misses:
    """Groups of requests, the largest first, at most SHOWN; ``left`` more were left out.

    ``requests`` were looked at, of which families would answer ``covered`` by now; those are in no group.
    """

    groups: tuple[Missed, ...]
    left: int
    requests: int
    covered: int


def misses(
    store: Store, said: Callable[[int], str], covered: Callable[[Request], bool], *, counting: bool
) -> Misses:
    """The latest requests that the fallback answered, or nobody.

    ``said``: what induction said is missing, by a request's id. ``covered``: whether a family would answer it
    now. ``counting``: each of them cost 1.
    """
    latest = store.falls(LATEST)
    requests = [request for request in latest if not covered(request)]
    grouper = Grouper()
    ids = [grouper.add(request.utterance) for request in reversed(requests)]
    groups: dict[int, list[Request]] = {}
    for id, request in zip(ids, reversed(requests), strict=True):
        root = grouper.find(id)
        groups.setdefault(id if root is None else root, []).append(request)
    alone = [members[0] for members in groups.values() if len(members) == 1]
    many = sorted(
        (members for members in groups.values() if len(members) > 1),
        key=lambda members: (-len(members), members[0].id),
    )
    found = [_missed(members, said, counting) for members in many]
    if alone:
        found.append(_missed(alone, said, counting, ALONE))
    return Misses(tuple(found[:SHOWN]), max(0, len(found) - SHOWN), len(latest), len(latest) - len(requests))


def _missed(members: list[Request], said: Callable[[int], str], counting: bool, missing: str = "") -> Missed:
    """A group; its examples are its latest requests that differ."""
    utterances = list(dict.fromkeys(request.utterance for request in reversed(members)))
    told = Counter(text for each in members if (text := said(each.id)))
    costs = (Fraction(1) if counting else Fraction(each.cost) for each in members)
    return Missed(
        example=utterances[0],
        more=tuple(utterances[1 : 1 + EXAMPLES]),
        requests=len(members),
        spent=sum(costs, Fraction(0)),
        missing=missing or (told.most_common(1)[0][0] if told else ""),
    )
