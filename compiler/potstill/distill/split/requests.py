"""Requests as a family reads them: the one θ that each carries, or why it is none of the family's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from potstill.distill.examples import Json
from potstill.distill.split.outcome import Outside, Request
from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.normal import Normal, normalise_within
from potstill.ir.presentation import Unfit, from_json
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.match import Reading
from potstill.ir.reference.resolve import Ambiguous, Reads
from potstill.ir.types import MAX_UTTERANCE
from potstill.ir.values import Identity, Value, identity
from potstill.verifier.diff.replay import point_of
from potstill.verifier.theta.domain import Point

_REASONS: Final = {
    "no_family": "no template reads it",
    "condition": "a condition is false",
    "context_missing": "a field of the context is missing",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A request with its normal form, the reading that counts, and the point of Θ that it carries."""

    request: Request
    normal: Normal
    reading: Reading
    point: Point

    @property
    def key(self) -> Identity:
        """Equal for requests that no family tells apart: one normal form in one context."""
        known = tuple(sorted((name, value) for name, value in self.point.context.items()))
        return identity((self.normal.text, *(part for pair in known for part in pair)))


def context_of(family: Family, given: Mapping[str, Json]) -> dict[str, Value]:
    """The context as values of the fields' types, absent fields as none. Raises Unfit."""
    return {
        field.name: None if (data := given.get(field.name)) is None else from_json(data, field.type)
        for field in family.context
    }


def read(artifact: Artifact, request: Request, binding: Binding = EMPTY_BINDING) -> Read | Outside:
    """The request as the family reads it, conditions included."""
    family = artifact.family
    normal = normalise_within(request.utterance, MAX_UTTERANCE)
    if normal is None:
        return Outside(request, "it is too long")
    try:
        context = context_of(family, request.context)
    except Unfit as wrong:
        return Outside(request, f"the context does not fit: {wrong}")
    match candidate(family, normal, context, binding):
        case Candidate(found=Reads(reading)):
            return Read(request, normal, reading, point_of(family, reading, context))
        case Candidate(found=Ambiguous()):
            return Outside(request, "it has readings with different parameters")
        case Candidate():
            return Outside(request, "it has too many readings")
        case str(reason):
            return Outside(request, _REASONS[reason])


def takes(artifact: Artifact, request: Request, binding: Binding = EMPTY_BINDING) -> bool:
    """Whether some reading of the request counts."""
    return isinstance(read(artifact, request, binding), Read)


def read_all(
    artifact: Artifact, requests: Iterable[Request], binding: Binding = EMPTY_BINDING
) -> tuple[list[Read], list[Outside]]:
    """The requests that are the family's, each once, and those that are not."""
    inside: dict[Identity, Read] = {}
    outside: list[Outside] = []
    for request in requests:
        found = read(artifact, request, binding)
        if isinstance(found, Outside):
            outside.append(found)
        else:
            inside.setdefault(found.key, found)
    return list(inside.values()), outside
