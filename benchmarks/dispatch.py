"""Finding the family and its slots: against google-re2, by number of families, after a reload, under thrash.

python -m benchmarks.dispatch
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

import re2

from benchmarks.rows import Row, each, quantile, typical
from benchmarks.synthetic import Synthetic, families, utterances
from potstill.ir.artifact import dump, load, make
from potstill.ir.binding import EMPTY_BINDING
from potstill.runtime import Handler
from potstill.runtime.matcher import Matcher, Member, matcher

MANY = 10_000
PEER = 5_000


def _matcher(made: list[Synthetic]) -> Matcher:
    return matcher([one.family for one in made], EMPTY_BINDING)


def _set(made: list[Synthetic]) -> Callable[[str], list[int]]:
    options = re2.Options()
    options.max_mem = 4 << 30
    known = re2.Set.FullMatchSet(options)
    for one in made:
        for pattern in one.patterns:
            known.Add(pattern)
    known.Compile()
    match: Callable[[str], list[int]] = known.Match
    return match


def against_re2() -> list[Row]:
    """``Matcher.match`` (families and spans) against ``re2.Set.Match`` (which patterns match, no spans)."""
    made = families(PEER)
    asked = utterances(made, 2000)
    ours, theirs = _matcher(made), _set(made)
    number: dict[int, int] = {}
    for index, one in enumerate(made):
        for _ in one.patterns:
            number[len(number)] = index
    for text in asked:
        expected = sorted({number[hit] for hit in theirs(text)})
        assert [match.member.number for match in ours.match(text)] == expected, text
    mine, peer = typical(each(ours.match, asked)), typical(each(theirs, asked))
    return [
        Row(f"match at {PEER} families, median", mine, "µs"),
        Row(f"re2.Set at {PEER} families, median", peer, "µs"),
        Row(
            f"match / re2.Set at {PEER} families",
            mine / peer,
            "ratio",
            2.0,
            against="google-re2 Set.Match, same run",
        ),
    ]


def handled() -> list[Row]:
    """The whole of a handler's call, from files' bytes on: known requests, and ones never seen before."""
    made = families(PEER)
    files = [dump(make(f"synthetic {one.family.name}", one.family)) for one in made]
    began = perf_counter()
    artifacts = [load(data) for data in files]
    loaded = perf_counter()
    handler = Handler(artifacts, allow_unverified=True)
    ready = perf_counter()
    asked = utterances(made, 2000)
    known = each(handler, asked)
    unseen = each(handler, utterances(made, 1000, seed=4), repeats=1)
    return [
        Row(f"loading {PEER} artifacts, addresses checked", loaded - began, "s"),
        Row("preparing them for a handler", ready - loaded, "s"),
        Row(f"handler call at {PEER} families, median", typical(known), "µs"),
        Row("the same, p99", quantile(known, 0.99), "µs"),
        Row("handler call on requests never seen before, median", typical(unseen), "µs"),
        Row("the same, p99", quantile(unseen, 0.99), "µs"),
    ]


def by_number() -> list[Row]:
    """Warm latency at 10,000 families over that at 10, on requests that each of the ten covers."""
    made = families(MANY)
    began = perf_counter()
    many = _matcher(made)
    build = perf_counter() - began
    few = _matcher(made[:10])
    asked = utterances(made[:10], 500)
    began = perf_counter()
    for text in asked:
        many.match(text)
    cold = (perf_counter() - began) / len(asked) * 1e6
    for text in asked:
        few.match(text)
    at_many, at_few = typical(each(many.match, asked)), typical(each(few.match, asked))
    return [
        Row(f"match at {MANY} families, warm, median", at_many, "µs"),
        Row("match at 10 families, warm, median", at_few, "µs"),
        Row(
            f"latency at {MANY} over 10, warm",
            at_many / at_few,
            "ratio",
            1.5,
            against="the same requests, same run",
        ),
        Row(f"match at {MANY} families, cold, mean of the first {len(asked)}", cold, "µs"),
        Row(f"building the network of {MANY} families", build, "s"),
        *_after_reload(many, made),
        *_thrash(many, made),
    ]


def _after_reload(many: Matcher, made: list[Synthetic]) -> list[Row]:
    asked = utterances(made, 1000, seed=3)
    began = perf_counter()
    fresh = many.edit([many.members[7]], [Member(MANY, made[7].family)])
    swap = (perf_counter() - began) * 1e3
    times = each(fresh.match, asked, repeats=1)
    return [
        Row(f"hot reload of one family at {MANY}", swap, "ms"),
        Row("p99 of the first 1,000 requests after it", quantile(times, 0.99), "µs"),
        Row("worst of them", max(times), "µs"),
    ]


def _thrash(many: Matcher, made: list[Synthetic]) -> list[Row]:
    """Requests that share no state: random letters where free text goes, so each fills the cache."""
    rng = random.Random(5)
    free = [one for one in made if "{w}" in one.templates[0]]
    letters = "abcdefghijklmnopqrstuvwxyz"
    asked: list[str] = []
    for _ in range(1000):
        words = " ".join("".join(rng.choices(letters, k=rng.randint(1, 12))) for _ in range(4))
        asked.append(" ".join(words if piece == "{w}" else piece for piece in rng.choice(free).templates[0]))
    times = each(many.match, asked, repeats=1)
    return [
        Row("p99 of 1,000 requests made to thrash the cache", quantile(times, 0.99), "µs"),
        Row("states kept after them", float(many.automaton.states), "states"),
    ]


def memory() -> list[Row]:
    """Resident memory of a matcher of k families, each in its own process, above that of an empty one."""
    used = {count: _resident(count) for count in (0, MANY // 4, MANY // 2, MANY)}
    base = used[0]
    half, full = used[MANY // 2] - base, used[MANY] - base
    return [
        Row(f"memory of {MANY} families and their matcher", full / 1024, "MiB"),
        Row("memory a family", full / MANY, "KiB"),
        Row(
            f"memory of {MANY} over {MANY // 2} families",
            full / half,
            "ratio",
            2.2,
            against="linear growth is 2",
        ),
    ]


def _resident(count: int) -> int:
    script = (
        "import gc\n"
        "from benchmarks.synthetic import families\n"
        "from benchmarks.dispatch import _matcher\n"
        f"made = families({count}); known = _matcher(made); gc.collect()\n"
        "print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmRSS')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return int(done.stdout)


def rows() -> list[Row]:
    """All rows of this benchmark."""
    return [*against_re2(), *handled(), *by_number(), *memory()]


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:60} {row.value:12.3f} {row.unit}")
