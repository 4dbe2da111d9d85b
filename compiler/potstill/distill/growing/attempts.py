"""Groups that were tried, remembered until there is more evidence; in the store, so that a
restart does not try them all again.

Ids of groups change with a restart. A group is known again by its members: the first in the order of its
sample, which does not depend on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from potstill.distill.outcome import Missing
from potstill.runtime.store import Json, Store

KNOWN_BY: Final = 4
"""Members by which a group is known."""

_BUCKETS: Final = 64
_STATE: Final = "grow/attempts"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. ``name``: of the group, in the store's questions. ``refs``: requests it is known by.

    ``count``: how many distinct requests there were, 0 where a family came of them; ``answers``: questions
    that were answered of those in ``asked``, the topics in the store.
    """

    name: str
    refs: tuple[int, ...]
    count: int
    answers: int
    day: str
    missing: str
    asked: tuple[str, ...] = ()

    def due(self, count: int, answers: int, today: date, again: int) -> bool:
        """Whether there is enough that is new: examples, an answer, or a day on which to ask again."""
        asked = self.missing == Missing.QUESTION.name and self.day != today.isoformat()
        return count >= again * self.count or answers > self.answers or asked


class Attempts:
    """The last attempt of each group; at most ``most`` in each of 64 parts of the store's state."""

    def __init__(self, store: Store, most: int = 200) -> None:
        self._store: Final = store
        self._most: Final = most
        self._buckets: list[dict[str, Attempt]] = [self._load(number) for number in range(_BUCKETS)]
        self._by_ref: dict[int, Attempt] = {}
        for bucket in self._buckets:
            for attempt in bucket.values():
                self._by_ref |= dict.fromkeys(attempt.refs, attempt)

    def of(self, refs: Sequence[int]) -> Attempt | None:
        """The attempt of the group with these members, in the order of its sample."""
        found = [attempt for ref in refs[: 2 * KNOWN_BY] if (attempt := self._by_ref.get(ref)) is not None]
        return max(found, key=lambda attempt: attempt.count, default=None)

    def named(self, name: str) -> Attempt | None:
        """The last attempt of the group of that name."""
        return self._bucket(name).get(name)

    def note(self, attempt: Attempt) -> None:
        """Remember an attempt in place of the group's last one."""
        self.forget(attempt.name, save=False)
        bucket = self._bucket(attempt.name)
        bucket[attempt.name] = attempt
        self._by_ref |= dict.fromkeys(attempt.refs, attempt)
        while len(bucket) > self._most:
            self.forget(next(iter(bucket)), save=False)
        self._save(attempt.name)

    def forget(self, name: str, *, save: bool = True) -> None:
        """Let the group be tried again at once."""
        attempt = self._bucket(name).pop(name, None)
        if attempt is None:
            return
        for ref in attempt.refs:
            if self._by_ref.get(ref) is attempt:
                del self._by_ref[ref]
        if save:
            self._save(name)

    def _bucket(self, name: str) -> dict[str, Attempt]:
        return self._buckets[_number(name)]

    def _save(self, name: str) -> None:
        kept = [asdict(attempt) for attempt in self._bucket(name).values()]
        self._store.set_state(f"{_STATE}/{_number(name)}", kept)

    def _load(self, number: int) -> dict[str, Attempt]:
        held = self._store.state(f"{_STATE}/{number}")
        found = [_attempt(each) for each in held] if isinstance(held, list) else []
        return {attempt.name: attempt for attempt in found if attempt is not None}


def group_name(refs: Sequence[int]) -> str:
    """A name for a group that had none: after its oldest request."""
    return f"requests like {min(refs)}"


def _number(name: str) -> int:
    return int(name.rpartition(" ")[2]) % _BUCKETS


def _attempt(held: Json) -> Attempt | None:
    """The attempt of its JSON form; None for what an older version wrote, say."""
    match held:
        case {
            "name": str(name),
            "refs": list(refs),
            "count": Fraction() as count,
            "answers": Fraction() as answers,
            "day": str(day),
            "missing": str(missing),
            "asked": list(asked),
        } if name.rpartition(" ")[2].isdigit():
            numbers = tuple(int(ref) for ref in refs if isinstance(ref, Fraction))
            return Attempt(name, numbers, int(count), int(answers), day, missing, tuple(map(str, asked)))
        case _:
            return None
