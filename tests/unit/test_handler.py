"""The handler H_k: candidates, guards, fallbacks, context, bindings, reloading, counting."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from potstill.ir.artifact import SUFFIX, write_artifact
from potstill.runtime import Binding, ContextError, DuplicateFamily, Handler, Reply, Source, entry
from tests.recipes import BIG, BROKEN, CALL, DOUBLE, DOUBLE_AGAIN, DUE, GREET, HALF, SAME, artifact

unverified = partial(Handler, allow_unverified=True)
"""A handler of artifacts that nobody has stated anything about."""


def fallback(utterance: str, context: Mapping[str, object]) -> str:
    return f"{utterance}? {sorted(context)}"


def test_a_compiled_answer_says_where_it_comes_from() -> None:
    made = artifact(DOUBLE)
    reply = unverified([made])("Twice twenty-one!")
    assert (reply.value, reply.source, reply.family) == (42, Source.COMPILED, "double")
    assert reply.address == made.address
    assert reply.binding is None
    assert reply.parameters == {"n": 21}
    assert reply.verified == "unverified"
    assert reply.seconds > 0


def test_what_nobody_covers_goes_to_the_fallback() -> None:
    reply = unverified([artifact(DOUBLE)], fallback=fallback)("treble 3", {"mood": "good"})
    assert (reply.value, reply.source, reply.reason) == ("treble 3? ['mood']", Source.FALLBACK, "no_family")


def test_without_a_fallback_nobody_answers() -> None:
    reply = unverified([artifact(DOUBLE)])("treble 3")
    assert (reply.value, reply.source, reply.answered) == (None, Source.NONE, False)


def test_a_condition_that_fails_means_not_in_the_family() -> None:
    handler = unverified([artifact(HALF)])
    assert handler("half of 8").value == 4
    assert handler("half of 7").reason == "condition"


def test_two_candidates_are_an_overlap_unless_a_priority_decides() -> None:
    families = [artifact(DOUBLE), artifact(BIG.replace("priority 1", "priority 0"))]
    tied = unverified(families, fallback=fallback)
    assert tied("double 400").source is Source.COMPILED
    reply = tied("double 600")
    assert (reply.reason, reply.families, reply.source) == ("overlap", ("big", "double"), Source.FALLBACK)
    assert unverified([artifact(DOUBLE), artifact(BIG)])("double 600").family == "big"


@pytest.mark.parametrize(
    ("utterance", "reason", "guard"),
    [("square 80", "out_of_range", "range:square"), ("square 7", "ensure_failed", "ensure:0")],
)
def test_a_guard_that_fails_means_the_fallback_at_once(utterance: str, reason: str, guard: str) -> None:
    reply = unverified([artifact(BROKEN)], fallback=fallback)(utterance)
    assert (reply.source, reply.reason, reply.guard) == (Source.GUARD, reason, guard)
    assert reply.family == "broken"
    assert reply.value == f"{utterance}? []"


def test_context_is_declared_typed_and_recorded() -> None:
    handler = unverified([artifact(DUE)])
    today = datetime.date(2024, 2, 28)
    reply = handler("what day is it in two days", {"today": today, "other": object()})
    assert reply.value == datetime.date(2024, 3, 1)
    assert reply.context == {"today": today}
    assert handler("what day is it in two days", {"today": "2024-02-28"}).value == reply.value
    assert handler("what day is it in two days").reason == "context_missing"
    with pytest.raises(ContextError, match="today"):
        handler("what day is it in two days", {"today": 20240228})
    with pytest.raises(ContextError, match="today"):
        handler("what day is it in two days", {"today": "1999-12-31"})


def test_repeated_slots_agree_in_their_normal_forms() -> None:
    handler = unverified([artifact(SAME)])
    assert handler("is Bob the same as BOB").answered
    assert not handler("is Bob the same as Ann").answered


def test_free_text_keeps_its_spelling() -> None:
    assert unverified([artifact(GREET)])("  GREET  Zoë Ström-Nilsson  ").value == "Hello, Zoë Ström-Nilsson!"


def test_names_come_with_the_binding() -> None:
    binding = Binding({"people": [entry("Ann Lee"), entry("Bo")]})
    handler = unverified([artifact(CALL)], binding=binding)
    reply = handler("call ann lee")
    assert (reply.value, reply.binding) == ("Ann Lee", binding.address)
    assert not handler("call cy").answered
    handler.bind(Binding({"people": [entry("Cy")]}))
    assert handler("call cy").value == "Cy"
    assert not handler("call ann lee").answered


def test_an_update_replaces_removes_and_adds() -> None:
    handler = unverified([artifact(DOUBLE), artifact(HALF)])
    handler.update([artifact(DOUBLE_AGAIN), artifact(GREET)], remove=["half"])
    assert handler("double 4").value == 8
    assert not handler("twice 4").answered
    assert not handler("half of 8").answered
    assert handler("greet Bo").answered
    assert [made.family.name for made in handler.artifacts] == ["double", "greet"]


def test_a_family_is_loaded_once() -> None:
    with pytest.raises(DuplicateFamily, match="double"):
        unverified([artifact(DOUBLE), artifact(DOUBLE_AGAIN)])
    with pytest.raises(KeyError, match="nobody"):
        unverified([artifact(DOUBLE)]).update(remove=["nobody"])


def test_a_folder_is_followed(tmp_path: Path) -> None:
    write_artifact(artifact(DOUBLE), tmp_path / f"double{SUFFIX}")
    handler = Handler.load(tmp_path, allow_unverified=True)
    assert handler.sync(tmp_path) == ([], [])
    write_artifact(artifact(DOUBLE_AGAIN), tmp_path / f"double{SUFFIX}")
    write_artifact(artifact(HALF), tmp_path / f"half{SUFFIX}")
    assert handler.sync(tmp_path) == (["double", "half"], [])
    assert handler("half of 8").answered
    (tmp_path / f"double{SUFFIX}").unlink()
    assert handler.sync(tmp_path) == ([], ["double"])
    assert not handler("double 4").answered


def test_an_asynchronous_fallback_is_awaited() -> None:
    async def slow(utterance: str, context: Mapping[str, object]) -> str:
        await asyncio.sleep(0)
        return f"{utterance}: {len(context)}"

    handler = unverified([artifact(DOUBLE)], fallback=slow)

    async def ask() -> list[Reply]:
        return list(await asyncio.gather(*(handler.ask(f"double {n}") for n in (1, 2)), handler.ask("who")))

    assert [reply.value for reply in asyncio.run(ask())] == [2, 4, "who: 0"]
    with pytest.raises(TypeError, match="await"):
        handler("who")


def test_what_the_fallback_raises_reaches_the_caller() -> None:
    def broken(utterance: str, context: Mapping[str, object]) -> object:
        raise ConnectionError(utterance, context)

    with pytest.raises(ConnectionError):
        unverified([], fallback=broken)("anything")


def test_threads_see_one_snapshot_each() -> None:
    """While one thread swaps versions, every reply is right, and comes whole from one of them."""
    first, second = artifact(DOUBLE), artifact(DOUBLE_AGAIN)
    handler = unverified([first, artifact(HALF)])

    def ask(n: int) -> bool:
        reply = handler(f"double {n}")
        return reply.value == 2 * n and reply.address in (first.address, second.address)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, n % 1000 + 1) for n in range(2000)]
        for number in range(20):
            handler.update([second if number % 2 == 0 else first])
        assert all(future.result() for future in asked)


def test_counters_and_hook_see_every_reply() -> None:
    seen: list[tuple[str, Source]] = []
    handler = unverified(
        [artifact(DOUBLE), artifact(BROKEN)],
        fallback=fallback,
        hook=lambda utterance, reply: seen.append((utterance, reply.source)),
    )
    assert handler.counters.coverage == 0.0
    for utterance in ("double 1", "double 2", "square 80", "who"):
        handler(utterance)
    counters = handler.counters
    assert counters.asked == 4
    assert counters.coverage == 0.5
    assert counters.fallbacks == 2
    assert counters.by_family == {"double": 2}
    assert counters.by_source == {"compiled": 2, "guard": 1, "fallback": 1}
    assert counters.by_reason == {"out_of_range": 1, "no_family": 1}
    assert seen == [
        ("double 1", Source.COMPILED),
        ("double 2", Source.COMPILED),
        ("square 80", Source.GUARD),
        ("who", Source.FALLBACK),
    ]


def test_logs_are_structured(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "potstill.runtime"):
        unverified([artifact(DOUBLE)])("double 1")
    reply = next(record for record in caplog.records if record.message == "reply")
    assert reply.__dict__["source"] == "compiled"
    assert reply.__dict__["family"] == "double"


def test_a_trace_names_operators_and_lets() -> None:
    trace = unverified([artifact(BROKEN)])("square 3", trace=True).trace
    assert trace is not None
    assert [(step.operator, step.value) for step in trace if step.name == "square"] == [("mul", 9)]


def test_a_long_utterance_is_refused_before_it_is_read() -> None:
    assert unverified([artifact(GREET)])("greet " + "x" * 1_000_000).reason == "too_long"


def test_a_reply_is_json() -> None:
    handler = unverified([artifact(DUE)])
    data = handler("what day is it in 2 days", {"today": "2024-02-28"}, trace=True).to_json()
    assert data["value"] == "2024-03-01"
    assert data["parameters"] == {"n": 2}
    assert data["context"] == {"today": "2024-02-28"}
    assert data["source"] == "compiled"
