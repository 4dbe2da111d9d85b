"""What to induce from, for one group: all of it, what no family reads yet, or parts of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from potstill.distill.examples import Example
from potstill.distill.growing.policy import Policy
from potstill.distill.growing.shelf import Shelf
from potstill.distill.induction.consistent import distinct
from potstill.distill.json_text import json_text
from potstill.runtime import ContextError


@dataclass(frozen=True, slots=True)
class Plan:
    """What to induce from, and the family that the result replaces, if any.

    ``part``: of the group, by the words that tell it from the others; nothing for the whole.
    """

    examples: tuple[Example, ...]
    replaces: str | None
    part: str = ""


def plans(examples: Sequence[Example], shelf: Shelf, policy: Policy, part: str = "") -> Iterator[Plan]:
    """A wider version of the one family that reads some of the requests, then a family of the others."""
    covering: set[str] = set()
    left: list[Example] = []
    for example in examples:
        family = _answering(shelf, example)
        if family is None:
            left.append(example)
        else:
            covering.add(family)
    if len(covering) == 1 and len(left) >= policy.widen:
        (family,) = covering
        if family in shelf.live and not shelf.trial(family):
            # What the family does not read comes first, but leaves room for what it reads.
            yield Plan(distinct([*left[: policy.sample // 2], *examples]), family, part)
    if len(left) >= policy.induction.examples:
        yield Plan(tuple(left), None, part)


def parted(
    divisions: Iterator[Mapping[str, Sequence[Example]]], shelf: Shelf, policy: Policy
) -> Iterator[list[Plan]]:
    """For each way to divide a group, the plans of its parts; at most ``policy.divisions`` ways."""
    for _, parts in zip(range(policy.divisions), divisions, strict=False):
        found = [plan for part, examples in parts.items() for plan in plans(examples, shelf, policy, part)]
        if found:
            yield found


def unvaried(examples: Sequence[Example]) -> str | None:
    """A field of the context that had one value only, so that answers may depend on it unseen."""
    fields = {name for each in examples for name in each.context}
    for name in sorted(fields):
        if len({json_text(each.context.get(name)) for each in examples}) < 2:
            return name
    return None


def _answering(shelf: Shelf, example: Example) -> str | None:
    """The family that answers the request now."""
    try:
        return shelf.handler.decide(example.utterance, example.context).family
    except ContextError:
        return None
