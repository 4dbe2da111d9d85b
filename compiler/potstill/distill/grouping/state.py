"""The state of a Grouper as JSON: growth goes on after a restart as if there had been none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Final

from potstill.distill.grouping.boilerplate import Affix
from potstill.distill.grouping.entries import Entry
from potstill.distill.grouping.grouper import Grouper, Snapshot
from potstill.distill.grouping.pattern import Pattern
from potstill.distill.grouping.policy import Policy
from potstill.distill.grouping.sample import Member, Sample

VERSION: Final = 1


class BadState(ValueError):
    """Text that is no state of a Grouper, or one of another version; the message says which."""


def dump(grouper: Grouper) -> str:
    """Everything that later answers depend on."""
    state = grouper.snapshot()
    return json.dumps(
        {
            "version": VERSION,
            "policy": _policy_json(state.policy),
            "next": state.upcoming,
            "aliases": list(state.aliases.items()),
            "affixes": [[each.final, *each.tokens] for each in state.affixes],
            "entries": [_entry_json(entry) for entry in state.entries],
        },
        ensure_ascii=True,
        separators=(",", ":"),
    )


def load(text: str) -> Grouper:
    """The Grouper that ``text`` was dumped from. Raises BadState."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadState(f"no JSON: {error}") from None
    version = found.get("version") if isinstance(found, dict) else None
    if version != VERSION:
        raise BadState(f"this is version {version!r} of the state of a grouping, version {VERSION} is read")
    try:
        policy = _policy(found["policy"])
        state = Snapshot(
            policy,
            tuple(_entry(each, policy) for each in found["entries"]),
            tuple(Affix(bool(final), tuple(map(str, tokens))) for final, *tokens in found["affixes"]),
            {int(merged): int(root) for merged, root in found["aliases"]},
            int(found["next"]),
        )
        return Grouper.restored(state)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadState(f"the state of a grouping is damaged: {error!r}") from None


def _policy_json(policy: Policy) -> dict[str, Any]:
    return {
        name: [str(each) for each in value] if isinstance(value, tuple) else str(value)
        for name, value in asdict(policy).items()
    }


def _policy(found: Mapping[str, Any]) -> Policy:
    fields: dict[str, Any] = {
        name: tuple(map(Fraction, value)) if isinstance(value, list) else _exact(value)
        for name, value in found.items()
    }
    return Policy(**fields)


def _exact(text: str) -> Fraction | int:
    found = Fraction(text)
    return int(found) if found.denominator == 1 else found


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "tokens": " ".join(entry.pattern.tokens),
        "joined": "".join("01"[each] for each in entry.pattern.joined),
        "anchors": entry.anchors,
        "distinct": entry.distinct,
        "count": entry.count,
        "total": entry.total,
        "members": [[each.digest, each.serial, each.utterance, each.ref] for each in entry.sample.members],
    }


def _entry(found: Mapping[str, Any], policy: Policy) -> Entry:
    tokens = tuple(found["tokens"].split(" "))
    joined = tuple(each == "1" for each in found["joined"])
    if len(joined) != len(tokens) - 1:
        raise ValueError("a pattern whose parts have other lengths")
    members = [
        Member(str(digest), int(serial), str(text), ref) for digest, serial, text, ref in found["members"]
    ]
    if not members or members != sorted(members):
        raise ValueError("a sample out of order")
    return Entry(
        int(found["id"]),
        Pattern.of(tokens, joined),
        tuple(map(str, found["anchors"])),
        int(found["distinct"]),
        int(found["count"]),
        int(found["total"]),
        Sample(policy.members, members),
    )
