"""Verdicts as data: the forms of what a statement says about its subject. ``spec/statements.md``, S4 and S5.

One description serves writing, reading and the JSON Schema, as for families.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from potstill.ir.codec.compound import Nullable, Object, Row, Sequence
from potstill.ir.codec.forms import Choice, Integer, String, Truth
from potstill.ir.verdicts import (
    Counterexample,
    Effort,
    Kind,
    Method,
    Obligation,
    Status,
    Verdict,
    Verification,
    Waiver,
)

UNIVERSAL: Final = frozenset(
    {Kind.STUCK, Kind.RANGE, Kind.ANSWER, Kind.ENSURE, Kind.FLAVOUR, Kind.FUNCTIONAL, Kind.ROUND_TRIP}
)
"""Obligations about everything of a kind, which no run shows to hold."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a statement says, ``guards`` and ``released`` as it states them."""

    assumptions: tuple[str, ...]
    effort: Effort
    guards: tuple[str, ...]
    released: bool
    verdicts: tuple[Verdict, ...]
    waivers: tuple[Waiver, ...]


def _obligation(obligation: Obligation) -> str | None:
    if obligation.kind is not Kind.STUCK:
        return None
    if obligation.node is None or not obligation.subject.startswith(f"{obligation.node}:"):
        return "the subject of a stuck obligation is its node and the error"
    return None


def _verdict(verdict: Verdict) -> str | None:
    """What is wrong with a verdict whose parts are right one by one."""
    obligation = verdict.obligation
    if obligation.name in verdict.assumes:
        return "a verdict that assumes itself"
    if verdict.status is Status.REFUTED and verdict.counterexample is None:
        return "refuted without a counterexample"
    if verdict.status is not Status.PROVED:
        return None
    match verdict.method:
        case None:
            return "proved by no method"
        case Method.EVALUATION if obligation.kind in UNIVERSAL:
            return "a run proves nothing about all parameters"
        case Method.SMT if not verdict.evidence:
            return "proved by a solver without a query"
        case _:
            return None


NAME: Final = String(r"[A-Za-z_][A-Za-z0-9_]*", 100)
DIGEST: Final = String("[0-9a-f]{64}", 64)

_LABEL: Final = String(longest=400)
_TEXT: Final = String(longest=100_000)
_PAIRS: Final = Sequence(Row((_TEXT, _TEXT), lambda first, second: (first, second), tuple))
_NAMES: Final = Sequence(_LABEL)

OBLIGATION: Final = Object(
    "obligation",
    Obligation,
    {"kind": Choice(Kind), "subject": _LABEL, "node": Nullable(Integer(0, 2**31 - 1))},
    check=_obligation,
)
COUNTEREXAMPLE: Final = Object(
    "counterexample",
    Counterexample,
    {
        "utterance": Nullable(_TEXT),
        "parameters": _PAIRS,
        "context": _PAIRS,
        "values": _PAIRS,
        "facts": Sequence(_TEXT),
    },
)
VERDICT: Final = Object(
    "verdict",
    Verdict,
    {
        "obligation": OBLIGATION,
        "status": Choice(Status),
        "method": Nullable(Choice(Method)),
        "assumes": Sequence(_TEXT),
        "evidence": Sequence(String("sha256:[0-9a-f]{64}", 71)),
        "detail": _TEXT,
        "counterexample": Nullable(COUNTEREXAMPLE),
    },
    check=_verdict,
)
WAIVER: Final = Object("waiver", Waiver, {"obligation": _LABEL, "reason": String(r"(?s:.*\S.*)", 2_000)})
EFFORT: Final = Object(
    "effort",
    Effort,
    {
        "verifier": _LABEL,
        "solver": _LABEL,
        "version": _LABEL,
        "seed": Integer(0, 2**53 - 1),
        "budget": Integer(0, 2**53 - 1),
    },
)
PREDICATE: Final = Object(
    "predicate",
    Predicate,
    {
        "assumptions": Sequence(_TEXT),
        "effort": EFFORT,
        "guards": _NAMES,
        "released": Truth(),
        "verdicts": Sequence(VERDICT),
        "waivers": Sequence(WAIVER),
    },
)


def repeated(verification: Verification) -> str | None:
    """What names one thing twice, or nothing; the names of obligations and waivers are keys."""
    known: set[str] = set()
    for verdict in verification.verdicts:
        if verdict.obligation.name in known:
            return f"two verdicts on {verdict.obligation.name}"
        known.add(verdict.obligation.name)
    waived: set[str] = set()
    for waiver in verification.waivers:
        if waiver.obligation not in known:
            return f"a waiver for {waiver.obligation}, on which there is no verdict"
        if waiver.obligation in waived:
            return f"two waivers for {waiver.obligation}"
        waived.add(waiver.obligation)
    return None


