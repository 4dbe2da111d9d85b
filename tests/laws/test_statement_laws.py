"""Statements: nothing is lost or added on the way into a payload and out of it. Clause S14."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from potstill.ir import canonical, keys
from potstill.ir.statement import Envelope, StatementError, decode, dump, encode, load
from potstill.ir.statement.predicate import UNIVERSAL
from potstill.ir.verdicts import (
    GUARDABLE,
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
from tests.stating import KEY

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
digests = st.binary(min_size=32, max_size=32).map(lambda data: f"sha256:{data.hex()}")
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
examples = st.builds(
    Counterexample, st.none() | texts, pairs, pairs, pairs, st.lists(texts, max_size=2).map(tuple)
)


@st.composite
def obligations(draw: st.DrawFn) -> Obligation:
    kind = draw(st.sampled_from(Kind))
    node = draw(st.integers(0, 10_000))
    if kind is Kind.STUCK:
        return Obligation(kind, f"{node}:{draw(st.sampled_from(['empty_list', 'key_missing']))}", node)
    return Obligation(kind, draw(texts), draw(st.none() | st.just(node)))


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    obligation, status = draw(obligations()), draw(st.sampled_from(Status))
    methods = [*Method, None]
    if status is Status.PROVED:
        methods.remove(None)
        if obligation.kind in UNIVERSAL:
            methods.remove(Method.EVALUATION)
    method = draw(st.sampled_from(methods))
    least = 1 if status is Status.PROVED and method is Method.SMT else 0
    return Verdict(
        obligation,
        status,
        method,
        tuple(draw(st.lists(texts.filter(lambda name: name != obligation.name), max_size=2))),
        tuple(draw(st.lists(digests, min_size=least, max_size=3))),
        draw(texts),
        draw(examples if status is Status.REFUTED else st.none() | examples),
    )


@st.composite
def verifications(draw: st.DrawFn) -> Verification:
    found = draw(st.lists(verdicts(), max_size=6, unique_by=lambda verdict: verdict.obligation.name))
    names = [verdict.obligation.name for verdict in found]
    waived = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    count = st.integers(0, 2**53 - 1)
    return Verification(
        draw(st.from_regex("[a-z_][a-z0-9_]{0,20}", fullmatch=True)),
        draw(digests),
        tuple(found),
        draw(st.builds(Effort, texts, texts, texts, count, count)),
        tuple(Waiver(name, f"because {draw(texts)}") for name in waived),
        tuple(draw(st.lists(texts, max_size=2))),
    )


@given(verifications())
def test_a_verification_comes_back_as_it_was(found: Verification) -> None:
    payload = encode(found)
    assert decode(payload) == found
    assert encode(decode(payload)) == payload
    envelope = keys.sign(Envelope(payload), KEY)
    assert load(dump(envelope)) == envelope


@given(verifications())
def test_guards_and_release_are_what_the_verdicts_say(found: Verification) -> None:
    """Told from the data alone, as another implementation would."""
    predicate = json.loads(encode(found))["predicate"]
    waived = {waiver["obligation"] for waiver in predicate["waivers"]}
    guards, released = [], True
    for verdict in predicate["verdicts"]:
        obligation = verdict["obligation"]
        name = obligation["kind"] + (f":{obligation['subject']}" if obligation["subject"] else "")
        guardable = obligation["kind"] in {kind.value for kind in GUARDABLE}
        match verdict["status"]:
            case "undecided" | "unsupported" if guardable:
                guards.append(name)
            case "undecided" | "unsupported":
                released = released and name in waived
            case "refuted" | "vacuous":
                released = False
    assert (predicate["guards"], predicate["released"]) == (guards, released)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(verifications(), st.data())
def test_whatever_a_place_is_changed_to_is_read_back_or_refused(found: Verification, data: Any) -> None:
    changed = json.loads(encode(found))
    place, key = changed, "predicate"
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(json_values)
    payload = canonical.encode(changed)
    try:
        read = decode(payload)
    except StatementError:
        return
    assert encode(read) == payload
