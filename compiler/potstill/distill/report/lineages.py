"""The families of a store: what each version is, what became of it, and what it answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from potstill.distill.growing.policy import GROWER
from potstill.distill.json_text import json_text
from potstill.distill.report.facts import Answered, Claim, Lineage, Standing, Version
from potstill.ir import artifact as artifacts
from potstill.ir import statement as statements
from potstill.ir.artifact import Artifact, ArtifactError
from potstill.ir.statement import StatementError
from potstill.ir.verdicts import Verification
from potstill.runtime.store import WHOLE, Event, Json, Kind, Live, Store
from potstill.runtime.store import Version as Stored


@dataclass(frozen=True, slots=True)
class Used:
    """What one version answered, saved, and was found right or wrong in."""

    requests: int = 0
    saved: Fraction = Fraction(0)
    checked: int = 0
    wrong: int = 0


def lineages(store: Store, used: Mapping[tuple[str, int | None], Used]) -> tuple[Lineage, ...]:
    """All families of the store, the most used first."""
    live = store.all_live()
    found = [_lineage(name, store, live.get(name, ()), used) for name in store.families()]
    return tuple(sorted(found, key=lambda each: (-each.requests, each.name)))


def _lineage(
    name: str, store: Store, live: Iterable[Live], used: Mapping[tuple[str, int | None], Used]
) -> Lineage:
    events = store.journal(family=name)
    shares = {each.version: Fraction(each.share, WHOLE) for each in live}
    versions = tuple(
        _version(each, shares.get(each.id, Fraction(0)), events, used.get((name, each.id), Used()))
        for each in reversed(store.versions(name))
    )
    of_all = [each for (family, _), each in used.items() if family == name]
    return Lineage(
        name,
        versions,
        sum(each.requests for each in of_all),
        sum((each.saved for each in of_all), Fraction(0)),
    )


def _version(stored: Stored, share: Fraction, events: Iterable[Event], used: Used) -> Version:
    artifact, verification, fault = _read(stored)
    disagreed = sum(_withdrew(event, stored.id) for event in events)
    return Version(
        number=stored.id,
        address=stored.address,
        parent=stored.parent,
        created=stored.at,
        origin=stored.origin.value,
        standing=Standing.LIVE if share else _past(stored.id, events),
        share=share,
        requests=used.requests,
        checked=used.checked + disagreed,
        wrong=used.wrong + disagreed,
        recipe=stored.recipe,
        artifact=artifact,
        verification=verification,
        claim=claim_of(stored.claim),
        fault=fault,
    )


def _withdrew(event: Event, version: int) -> bool:
    """Whether the event withdrew the version because of an answer that the fallback gave otherwise.

    Such an answer is recorded as the fallback's.
    """
    before, after = ({each.version for each in side} for side in (event.before, event.after))
    return event.kind is Kind.WITHDRAW and event.who == GROWER and version in before - after


def _past(version: int, events: Iterable[Event]) -> Standing:
    """What became of a version that is not live, by the latest event that had to do with it."""
    for event in events:
        if any(each.version == version for each in event.before):
            withdrawn = event.kind is Kind.WITHDRAW or not event.after
            return Standing.WITHDRAWN if withdrawn else Standing.REPLACED
    return Standing.PROPOSED


def _read(stored: Stored) -> tuple[Artifact | None, Verification | None, str]:
    """The artifact and what its statement says, as far as they can be read, and why not further."""
    try:
        artifact = artifacts.load(stored.artifact)
    except ArtifactError as fault:
        return None, None, f"the artifact cannot be read: {fault}"
    if stored.statement is None:
        return artifact, None, ""
    try:
        verification = statements.decode(statements.load(stored.statement).payload)
    except StatementError as fault:
        return artifact, None, f"the statement cannot be read: {fault}"
    if verification.address != artifact.address:
        return artifact, None, f"the statement is about another artifact, {verification.address}"
    return artifact, verification, ""


def claim_of(held: Json) -> Claim | None:
    """The claim that a store holds as JSON; None if it holds none. What is missing in it stays empty."""
    if not isinstance(held, dict) or "space" not in held:
        return None
    return Claim(
        space=_text(held.get("space")),
        size=_text(held.get("size")),
        examples=_text(held.get("examples")),
        questions=_answered(held.get("questions")),
        holdouts=_answered(held.get("holdouts")),
        classes=_texts(held.get("classes")),
        agreement=_texts(held.get("agreement")),
        proofs=_texts(held.get("proofs")),
        theta=_texts(held.get("theta")),
        confidence=_text(held.get("confidence")),
        pac=_text(held.get("pac")),
    )


def _text(held: Json) -> str:
    return held if isinstance(held, str) else "" if held is None else json_text(held)


def _texts(held: Json) -> tuple[str, ...]:
    return tuple(map(_text, held)) if isinstance(held, list) else ()


def _answered(held: Json) -> tuple[Answered, ...]:
    rows = held if isinstance(held, list) else []
    return tuple(
        Answered(_text(row.get("utterance")), json_text(row.get("answer")), _text(row.get("why")))
        for row in rows
        if isinstance(row, dict)
    )
