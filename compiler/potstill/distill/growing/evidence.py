"""What there is to learn from: the fallback's answers in the store, in groups, read once and in order."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from potstill.distill.examples import Example, Json
from potstill.distill.grouping import Grouper, divisions
from potstill.distill.growing.voices import corrections
from potstill.distill.json_text import json_text
from potstill.ir.normal import fold
from potstill.runtime.store import Answered, Store, Unknown

REMEMBERED: Final = 100_000
"""Distinct requests whose answers are compared with later answers to the same request."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The examples of one group. ``refs``: its members, as :class:`Attempts` wants them.

    ``corrected``: whether people's corrections are among them.
    """

    group: int
    refs: tuple[int, ...]
    by_request: Mapping[int, Example]
    corrected: bool

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples, in the order of the sample, then what contradicts one of them."""
        return tuple(self.by_request.values())


class Gatherer:
    """Reads examples and groups them. After a restart it reads the latest ``history`` requests again.

    Not safe for concurrent use: one step runs at a time.
    """

    def __init__(self, store: Store, *, history: int, voices: int) -> None:
        self._store: Final = store
        self._voices: Final = voices
        self._grouper: Final = Grouper()
        self._cursor = max(0, store.last_request() - history)
        self._waiting: dict[int, None] = {}
        self._first: OrderedDict[bytes, tuple[int, bytes]] = OrderedDict()
        self._clashes: dict[int, int] = {}

    def read(self, most: int) -> tuple[int, int]:
        """Read so many requests; how many were read, and how many are left."""
        last = self._store.last_request()
        until = min(last, self._cursor + most)
        for answered in self._store.examples(self._cursor, until=until):
            self._take(answered)
        read, self._cursor = max(0, until - self._cursor), max(until, self._cursor)
        return read, last - self._cursor

    def look_again(self, request: int) -> None:
        """Something was said about a request that may have been read before."""
        if request <= self._cursor:
            for answered in self._store.examples(request - 1, until=request):
                self._take(answered)

    def discard(self, requests: Iterable[int]) -> None:
        """Forget requests, which are gone from the store."""
        self._grouper.discard(set(requests))

    def revisit(self, refs: Iterable[int]) -> None:
        """Look at the group again that has these requests in its sample."""
        wanted = set(refs)
        for group in self._grouper.groups(at_least=1):
            if not wanted.isdisjoint(int(member.ref) for member in group.members):
                self._waiting[group.id] = None

    def changed(self) -> list[int]:
        """The groups with something new in them, those that wait longest first."""
        found = dict.fromkeys(
            root for each in self._waiting if (root := self._grouper.find(each)) is not None
        )
        self._waiting = found
        return list(found)

    def done(self, group: int) -> None:
        """Nothing new is in the group until something new comes."""
        self._waiting.pop(group, None)

    def refs(self, group: int) -> tuple[int, ...]:
        """The requests of the group's sample, in the order of the sample."""
        members = sorted(self._grouper.members(group), key=lambda member: member.digest)
        return tuple(int(member.ref) for member in members)

    def evidence(self, group: int) -> Evidence:
        """The group's examples as the store has them now, with what contradicts one of them."""
        refs = self.refs(group)
        wanted = [*refs, *(self._clashes[ref] for ref in refs if ref in self._clashes)]
        found = [
            answered
            for ref in wanted
            for answered in self._store.examples(ref - 1, until=ref)
            if self._stands(answered)
        ]
        examples = {each.request: Example(each.utterance, each.answer, each.context) for each in found}
        return Evidence(group, refs, examples, any(each.corrected for each in found))

    def divisions(self, evidence: Evidence) -> Iterator[Mapping[str, Sequence[Example]]]:
        """Ways to divide the group by a phrase that few of its requests share: examples by that phrase."""
        known = evidence.by_request
        for division in divisions(self._grouper.members(evidence.group)):
            yield {
                phrase: [known[int(member.ref)] for member in members if int(member.ref) in known]
                for phrase, members in division.parts.items()
            }

    def callers(self, group: int) -> int:
        """How many different keys the requests of the group's sample came with; none is one."""
        found: set[str | None] = set()
        for ref in self.refs(group):
            with suppress(Unknown):  # deleted in the meantime
                found.add(self._store.request(ref).key)
        return len(found)

    def _take(self, answered: Answered) -> None:
        if not self._stands(answered):
            return
        self._compare(answered)
        kind = kind_of(answered.answer)
        self._waiting[self._grouper.add(answered.utterance, answered.request, kind=kind)] = None

    def _compare(self, answered: Answered) -> None:
        """Note the first two answers to one request that differ; a sample holds the first alone."""
        asked = _digest(fold(answered.utterance), json_text(dict(sorted(answered.context.items()))))
        answer = _digest(json_text(answered.answer))
        request, known = self._first.setdefault(asked, (answered.request, answer))
        self._first.move_to_end(asked)
        if known != answer:
            self._clashes.setdefault(request, answered.request)
        if len(self._first) > REMEMBERED:
            _, (request, _) = self._first.popitem(last=False)
            self._clashes.pop(request, None)

    def _stands(self, answered: Answered) -> bool:
        """Whether enough people stand for it: a correction by few is no evidence."""
        if not answered.corrected:
            return True
        return len(corrections(self._store, answered)) >= self._voices


def kind_of(answer: Json) -> str:
    """What answers of one family have in common."""
    match answer:
        case dict():
            return f"record {' '.join(sorted(answer))}"
        case list():
            return "list"
        case str():
            return "text"
        case bool():
            return "bool"
        case None:
            return "none"
        case _:
            return "number"


def _digest(*texts: str) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=12).digest()
