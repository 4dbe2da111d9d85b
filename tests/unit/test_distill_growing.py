"""Growing: what is served, learnt, compared, withdrawn, taken back, and kept over restarts."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import potstill.distill
from potstill.compiler import compile_recipe
from potstill.distill.examples import Example
from potstill.distill.growing import Budget, grow
from potstill.distill.policy import Policy as InductionPolicy
from potstill.ir import keys
from potstill.ir.statement import Envelope, encode
from potstill.ir.statement import dump as dump_envelope
from potstill.runtime import Handler, Source, Trust
from potstill.runtime.store import Kind, NewRequest, Store, StoreFull, Verdict
from tests.growing import KEY, LEMMAS, Inducing, ask_about, eggs, grower, policy, product, store_in

TEN = Budget(inductions=10)


class Fallback:
    """Answers as ``truth`` does, and counts."""

    def __init__(self, truth: Any = eggs) -> None:
        self.truth = truth
        self.asked: list[str] = []

    def __call__(self, utterance: str, _: Any) -> object:
        self.asked.append(utterance)
        return self.truth(utterance)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_in(tmp_path) as opened:
        yield opened


SEEN = ((2, 6), (3, 10), (4, 12))


def grown(store: Store, fallback: Any, **more: Any) -> Any:
    """A grower that has released the eggs."""
    found = grower(store, fallback, **more)
    ask_about(found, *SEEN)
    found.step()
    assert list(store.all_live()) == ["eggs"]
    return found


# ------------------------------------------------------------------ from the fallback to a family


def test_the_package_offers_it_by_its_name() -> None:
    assert potstill.distill.grow is grow
    with pytest.raises(AttributeError, match="has no attribute shrink"):
        _ = potstill.distill.shrink


def test_a_family_takes_over_from_the_fallback(store: Store) -> None:
    fallback = Fallback()
    found = grower(store, fallback)
    assert ask_about(found, *SEEN[:2]) == [12, 30]
    assert found.step().lines == ()
    assert ask_about(found, SEEN[2]) == [48]
    step = found.step()
    assert (step.read, step.tried, step.idle) == (1, 1, False)
    assert any("eggs version 1 serves" in line for line in step.lines)
    reply = found.ask("how many eggs are in 5 boxes of 7", key="ann")
    assert (reply.value, reply.source, reply.family) == (35, Source.COMPILED, "eggs")
    assert reply.verified.value == "verified"
    assert len(fallback.asked) == 3
    assert found.step().idle


def test_every_request_is_recorded_with_who_answered_and_what_it_cost(store: Store) -> None:
    found = grown(store, Fallback(), call_cost=Fraction(1, 4))
    found.ask("how many eggs are in 5 boxes of 7", {"shop": "north"}, "ann")
    found.ask("what about 5 times 7", key="bob")
    own, other = list(store.requests())[-2:]
    assert (own.source, own.reply, own.cost, own.key, own.context) == (
        "eggs@1",
        35,
        0,
        "ann",
        {"shop": "north"},
    )
    assert (other.source, other.reply, float(other.cost), other.reason) == ("fallback", 35, 0.25, "no_family")


def test_a_reply_carries_the_number_that_feedback_needs(store: Store) -> None:
    seen: list[Any] = []
    found = grown(store, Fallback())
    found.handler.hook = lambda _, reply: seen.append(reply.request)
    reply = found.ask("how many eggs are in 5 boxes of 7")
    assert store.request(reply.request).utterance == "how many eggs are in 5 boxes of 7"
    assert reply.to_json()["request"] == reply.request == seen[0]
    assert (reply.answered, reply.value) == (True, 35)


def test_the_real_inducer_releases_with_a_claim_and_asks_the_fallback(store: Store) -> None:
    fallback = Fallback()
    handler = Handler(trust=Trust.of([keys.public(KEY)]), fallback=fallback)
    found = grow(handler, store, policy=policy(induction=InductionPolicy(examples=5)), key=KEY, lemmas=LEMMAS)
    ask_about(found, (3, 6), (5, 12), (7, 10), (2, 9), (11, 4))
    step = found.step()
    assert [line for line in step.lines if " serves: " in line], step.lines
    [family] = store.families()
    [version] = store.versions(family)
    assert isinstance(version.claim, dict)
    assert version.claim["exhausted"] is True
    questions = store.questions(waiting=False)
    assert 0 < len(questions) <= 3
    assert [each.answered_by for each in questions] == ["grow"] * len(questions)
    assert store.spent("questions") == len(questions)
    reply = found.ask("how many eggs are in 6 boxes of 8")
    assert (reply.value, reply.source) == (48, Source.COMPILED)


def test_a_statement_is_signed_so_that_others_may_check_it(store: Store) -> None:
    found = grown(store, Fallback())
    [version] = store.versions("eggs")
    assert version.statement is not None
    other = Handler(trust=Trust.of([keys.public(keys.generate())]))
    assert grow(other, store, key=keys.generate(), lemmas=LEMMAS).handler.artifacts == []
    assert [each.address for each in found.handler.artifacts] == [version.address]


def test_a_version_whose_statement_is_not_signed_here_is_not_served(store: Store) -> None:
    found = grown(store, Fallback())
    [version] = store.versions("eggs")
    served = found.handler.snapshot.loaded.values()
    [verification] = [each.served.verification for each in served]
    forged = dump_envelope(keys.sign(Envelope(encode(verification)), keys.generate()))
    other = store.add_version(
        "eggs",
        address=version.address,
        artifact=version.artifact,
        recipe=version.recipe,
        origin=version.origin,
        statement=forged,
    )
    store.go_live("eggs", {other.id: 1000}, reason="by hand")
    step = found.step()
    assert [line for line in step.lines if line.startswith(f"version {other.id} is not served")]
    assert found.ask("how many eggs are in 5 boxes of 7").source is Source.FALLBACK


def test_families_that_the_host_loaded_stay_and_are_not_overlapped(store: Store) -> None:
    recipe = product([], most=12).replace("family eggs", "family own")
    made = compile_recipe(recipe).artifact
    assert made is not None
    handler = Handler([made], allow_unverified=True, fallback=Fallback())
    found = grow(handler, store, policy=policy(), key=KEY, inducer=Inducing(), lemmas=LEMMAS)
    ask_about(found, *SEEN, (8, 20), (9, 21), (10, 22))
    step = found.step()
    assert [line for line in step.lines if "missing: an explanation" in line]
    assert store.all_live() == {}
    assert [each.family.name for each in found.handler.artifacts] == ["own"]


# ------------------------------------------------------------------ limits and tries


def test_a_group_that_abstained_is_tried_again_at_twice_as_many_examples(store: Store) -> None:
    inducer = Inducing(lambda _: "no recipe")
    found = grower(store, Fallback(), inducer)
    for n in range(1, 13):
        ask_about(found, (n, 7))
        found.step()
    assert [len(each) for each in inducer.calls] == [3, 6, 12]
    notes = [event for event in store.journal() if event.kind is Kind.NOTE]
    assert len(notes) == 3
    assert all("missing: an explanation" in each.reason and each.who == "grow" for each in notes)


def test_attempts_outlive_a_restart(store: Store) -> None:
    first = Inducing(lambda _: "no recipe")
    found = grower(store, Fallback(), first)
    ask_about(found, *SEEN)
    found.step()
    again = Inducing(lambda _: "no recipe")
    later = grower(store, Fallback(), again)
    step = later.step()
    assert (step.read, step.tried, len(first.calls)) == (3, 0, 1)
    ask_about(later, (5, 5), (6, 6), (7, 7))
    assert later.step().tried == 1


def test_a_step_does_as_much_as_its_budget_and_the_next_one_goes_on(store: Store) -> None:
    found = grower(store, Fallback(lambda u: u.split()[0]), Inducing(lambda _: "no recipe"))
    for word in ("paint", "carry", "weigh", "build"):
        for n in (11, 12, 13):
            found.ask(f"{word} the {n} {word}ing things of the {word} shop")
    assert replace(found.step(Budget(requests=5, inductions=0)), lines=()).behind == 7
    steps = [found.step(Budget(requests=5, inductions=3)) for _ in range(4)]
    assert [(each.read, each.behind) for each in steps] == [(5, 2), (2, 0), (0, 0), (0, 0)]
    assert sum(each.tried for each in steps) == 4
    assert all(each.tried <= 3 for each in steps)
    assert steps[-1].idle


def test_the_number_of_families_is_limited(store: Store) -> None:
    found = grower(store, Fallback(), families=0)
    ask_about(found, *SEEN)
    assert [line for line in found.step().lines if "not released: 0 families are live" in line]
    assert store.all_live() == {}


def test_a_family_is_made_wider_when_requests_outside_of_it_come(store: Store) -> None:
    found = grown(store, Fallback())
    assert ask_about(found, (20, 2), (30, 3), (40, 4)) == [40, 90, 160]
    found.step()
    [version] = store.live("eggs")
    wider = store.version(version.version)
    assert (wider.parent, wider.origin.value) == (1, "repaired")
    assert "1..40" in wider.recipe
    assert found.ask("how many eggs are in 25 boxes of 25").source is Source.COMPILED
    found.rollback("eggs", who="ann")
    assert found.ask("how many eggs are in 26 boxes of 25").source is Source.FALLBACK
    assert found.ask("how many eggs are in 5 boxes of 7").source is Source.COMPILED


# ------------------------------------------------------------------ questions


def test_a_question_waits_for_a_person_where_the_fallback_is_not_asked(store: Store) -> None:
    asked = "how many eggs are in 9 boxes of 9"
    inducer = Inducing(question=asked)
    found = grower(store, Fallback(), inducer, ask_fallback=False)
    ask_about(found, *SEEN)
    assert found.step().tried == 1
    assert found.step().tried == 0
    [question] = store.questions(waiting=True)
    assert (question.utterance, store.spent("questions")) == (asked, 0)
    store.answer(question.id, 81, who="ann")
    assert found.step().tried == 1
    assert list(store.all_live()) == ["eggs"]
    assert Example(asked, Fraction(81)) in inducer.calls[-1]
    assert store.questions(waiting=True) == ()


def test_a_persons_answer_while_nothing_ran_is_seen_after_the_restart(store: Store) -> None:
    inducer = Inducing(question="how many eggs are in 9 boxes of 9")
    found = grower(store, Fallback(), inducer, ask_fallback=False)
    ask_about(found, *SEEN)
    found.step()
    store.answer(store.questions(waiting=True)[0].id, 81, who="ann")
    later = grower(store, Fallback(), inducer, ask_fallback=False)
    assert later.step().tried == 1
    assert list(store.all_live()) == ["eggs"]


def test_questions_are_limited_by_day_and_asked_again_on_another(store: Store) -> None:
    today = [datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)]
    fallback = Fallback()
    handler = Handler(trust=Trust.of([keys.public(KEY)]), fallback=fallback)
    found = grow(
        handler,
        store,
        policy=policy(daily_questions=0),
        key=KEY,
        lemmas=LEMMAS,
        now=lambda: today[0],
        inducer=Inducing(question="how many eggs are in 9 boxes of 9"),
    )
    ask_about(found, *SEEN)
    found.step()
    ask_about(found, (5, 5))
    assert found.step().tried == 0
    today[0] += datetime.timedelta(days=1)
    ask_about(found, (6, 6))
    assert found.step().tried == 1
    assert len(fallback.asked) == 5
    assert store.spent("questions") == 0


def test_an_answer_is_kept_and_not_paid_for_twice(store: Store) -> None:
    inducer = Inducing(lambda _: "no recipe", question="how many eggs are in 9 boxes of 9")
    found = grower(store, Fallback(), inducer)
    for n in range(1, 7):
        ask_about(found, (n, 7))
        found.step()
    assert len(inducer.calls) == 2
    assert (store.spent("questions"), len(store.questions())) == (1, 1)


def test_a_fallback_that_fails_leaves_the_question_waiting(store: Store) -> None:
    def truth(utterance: str) -> int:
        if "9 boxes" in utterance:
            raise ConnectionError("not now")
        return eggs(utterance)

    found = grower(store, Fallback(truth), Inducing(question="how many eggs are in 9 boxes of 9"))
    ask_about(found, *SEEN)
    assert found.step().tried == 1
    assert len(store.questions(waiting=True)) == 1
    assert store.all_live() == {}


# ------------------------------------------------------------------ comparing and withdrawing


def test_a_disagreement_withdraws_the_family_at_once_and_says_both_answers(store: Store) -> None:
    right = {"value": True}
    fallback = Fallback(lambda u: eggs(u) if right["value"] else eggs(u) + 1)
    found = grown(store, fallback, compared=Fraction(1))
    assert ask_about(found, (5, 7)) == [35]
    assert len(fallback.asked) == 4
    right["value"] = False
    reply = found.ask("how many eggs are in 5 boxes of 6")
    assert (reply.value, reply.source, reply.reason, reply.families) == (
        31,
        Source.FALLBACK,
        "disagreement",
        ("eggs",),
    )
    assert store.all_live() == {}
    event = store.journal()[0]
    assert (event.kind, event.who) == (Kind.WITHDRAW, "grow")
    assert "the family says 30, the fallback 31" in event.reason
    assert found.ask("how many eggs are in 5 boxes of 8").source is Source.FALLBACK


def test_after_a_disagreement_the_example_is_learnt_from_and_the_same_program_stays_away(
    store: Store,
) -> None:
    fallback = Fallback(lambda u: eggs(u) + (1 if "7 boxes" in u else 0))
    inducer = Inducing(lambda given: product(given, most=12))
    found = grown(store, fallback, inducer=inducer, compared=Fraction(1))
    found.ask("how many eggs are in 7 boxes of 6")
    assert store.all_live() == {}
    found.step()
    assert len(inducer.calls) == 2
    assert Example("how many eggs are in 7 boxes of 6", Fraction(43)) in inducer.calls[1]
    assert store.all_live() == {}


def test_the_share_that_is_compared_is_about_as_large_as_declared_and_always_the_same(store: Store) -> None:
    fallback = Fallback()
    found = grown(
        store, fallback, inducer=Inducing(lambda _: product([], most=1000)), compared=Fraction(1, 4)
    )
    asked = [(n, n + 1) for n in range(1, 201)]
    before = len(fallback.asked)
    ask_about(found, *asked)
    first = fallback.asked[before:]
    assert 25 < len(first) < 75
    ask_about(found, *asked)
    assert fallback.asked[before + len(first) :] == first
    costs = [request.cost for request in store.requests() if request.family == "eggs"]
    assert sum(costs) == 2 * len(first)


def test_a_fallback_that_fails_while_comparing_changes_nothing(store: Store) -> None:
    def truth(utterance: str) -> int:
        if "5 boxes" in utterance:
            raise ConnectionError("not now")
        return eggs(utterance)

    found = grown(store, Fallback(truth), compared=Fraction(1))
    assert ask_about(found, (5, 7)) == [35]
    assert list(store.all_live()) == ["eggs"]
    with pytest.raises(ConnectionError):
        found.ask("5 boxes or 6")
    last = list(store.requests())[-1]
    assert (last.answered, last.family) == (False, None)


def test_an_answer_of_another_kind_is_a_disagreement(store: Store) -> None:
    kind: list[Any] = [int]
    found = grown(store, Fallback(lambda u: kind[0](eggs(u))), compared=Fraction(1))
    kind[0] = str
    assert ask_about(found, (5, 7)) == ["35"]
    assert store.all_live() == {}


def test_no_family_comes_of_answers_that_differ_for_one_request(store: Store) -> None:
    calls = iter(range(100))
    inducer = Inducing()
    found = grower(store, Fallback(lambda u: eggs(u) + next(calls) // 3), inducer)
    ask_about(found, *SEEN, *SEEN)
    found.step()
    assert len(inducer.calls) == 1
    assert store.all_live() == {}


def test_a_context_that_never_varied_stands_against_a_release(store: Store) -> None:
    inducer = Inducing()
    found = grower(store, Fallback(), inducer)
    for n, m in SEEN:
        found.ask(f"how many eggs are in {n} boxes of {m}", {"today": datetime.date(2026, 3, 1)})
    step = found.step()
    assert [line for line in step.lines if "the context's today was the same in all requests" in line]
    assert not inducer.calls
    for n in (5, 6, 7):
        found.ask(f"how many eggs are in {n} boxes of {n}", {"today": datetime.date(2026, 3, n)})
    found.step()
    assert list(store.all_live()) == ["eggs"]


# ------------------------------------------------------------------ people


def reject(store: Store, *people: str, family: str = "eggs") -> None:
    """Each person rejects the latest answer of the family."""
    number = [request.id for request in store.requests() if request.family == family][-1]
    for who in people:
        store.give_feedback(number, Verdict.REJECTED, who=who)


def test_enough_people_withdraw_a_family_and_it_does_not_come_back_by_itself(store: Store) -> None:
    found = grown(store, Fallback())
    ask_about(found, (2, 7))
    reject(store, "ann", "bob")
    step = found.step()
    assert [line for line in step.lines if "2 people say that it is wrong" in line]
    assert (store.all_live(), store.journal()[0].who) == ({}, "people")
    ask_about(found, (2, 2), (3, 3), (4, 4), (5, 5))
    found.step()
    assert store.all_live() == {}


def test_corrections_that_enough_people_give_are_learnt_from(store: Store) -> None:
    inducer = Inducing()
    found = grown(store, Fallback(), inducer=inducer)
    ask_about(found, (5, 5))
    for who in ("ann", "bob"):
        store.give_feedback(store.last_request(), Verdict.CORRECTED, answer=26, who=who)
    found.step()
    assert store.all_live() == {}
    assert Example("how many eggs are in 5 boxes of 5", Fraction(26)) in inducer.calls[-1]


def test_what_a_person_decided_is_not_undone_by_the_grower(store: Store) -> None:
    found = grown(store, Fallback())
    found.withdraw("eggs", reason="the boxes are smaller now", who="ann")
    assert found.ask("how many eggs are in 2 boxes of 7").source is Source.FALLBACK
    ask_about(found, (5, 5), (6, 6), (7, 7), (8, 8))
    step = found.step()
    assert [line for line in step.lines if "was not decided here" in line]
    assert store.all_live() == {}


# ------------------------------------------------------------------ undoing, trials, restarts


def test_everything_can_be_taken_back(store: Store) -> None:
    found = grown(store, Fallback())
    went_live = store.journal(family="eggs")[0]
    found.undo(went_live.id, who="ann")
    assert (store.all_live(), found.handler.artifacts) == ({}, [])
    found.rollback("eggs", who="ann")
    assert found.ask("how many eggs are in 5 boxes of 7").source is Source.COMPILED


def test_a_change_that_another_process_made_is_served_after_the_next_step(
    store: Store, tmp_path: Path
) -> None:
    found = grown(store, Fallback())
    with store_in(tmp_path) as other:
        other.withdraw("eggs", reason="elsewhere", who="ann")
    assert found.step().lines == ("not serving eggs any more",)
    assert found.ask("how many eggs are in 5 boxes of 7").source is Source.FALLBACK


def test_a_restart_serves_what_was_live(store: Store) -> None:
    grown(store, Fallback())
    later = grower(store, Fallback())
    assert later.ask("how many eggs are in 5 boxes of 7").source is Source.COMPILED
    assert later.step().tried == 0


def test_callers_keep_their_version_while_two_are_in_trial(store: Store) -> None:
    found = grown(store, Fallback())
    ask_about(found, (20, 2), (30, 3), (40, 4))
    found.step()
    store.go_live("eggs", {1: 500, 2: 300}, reason="a trial", who="ann")
    found.sync()
    seen: set[int | None] = set()
    for caller in map(str, range(40)):
        version = store.choose("eggs", caller)
        seen.add(version)
        narrow = found.ask("how many eggs are in 5 boxes of 7", key=caller)
        wide = found.ask("how many eggs are in 25 boxes of 25", key=caller)
        assert narrow.source is (Source.FALLBACK if version is None else Source.COMPILED)
        assert wide.source is (Source.COMPILED if version == 2 else Source.FALLBACK)
    assert seen == {1, 2, None}


def test_what_is_forgotten_is_forgotten_here_too(store: Store) -> None:
    inducer = Inducing()
    found = grower(store, Fallback(), inducer)
    ask_about(found, *SEEN[:2], key="ann")
    found.step()
    assert found.forget("ann").requests == 2
    ask_about(found, SEEN[2], key="bob")
    found.step()
    assert not inducer.calls
    ask_about(found, (5, 5), (6, 6), key="bob")
    found.step()
    assert {each.utterance for each in inducer.calls[0]}.isdisjoint(
        f"how many eggs are in {n} boxes of {m}" for n, m in SEEN[:2]
    )


# ------------------------------------------------------------------ threads, tasks, faults


def test_threads_ask_while_a_step_runs(store: Store) -> None:
    found = grower(store, Fallback(), Inducing(lambda _: product([], most=100)))
    wrong: list[object] = []
    done = threading.Event()

    def asking(start: int) -> None:
        for n in range(start, 100, 8):
            reply = found.ask(f"how many eggs are in {n} boxes of 7")
            if reply.value != 7 * n:
                wrong.append(reply)

    threads = [threading.Thread(target=asking, args=(start,)) for start in range(1, 9)]

    def stepping() -> None:
        while not done.is_set():
            found.step(TEN)

    worker = threading.Thread(target=stepping)
    worker.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    worker.join()
    found.step()
    assert not wrong
    assert len(list(store.requests())) == 99
    assert list(store.all_live()) == ["eggs"]


def test_an_asynchronous_fallback_is_awaited_and_its_loop_used_for_questions(store: Store) -> None:
    loops: list[object] = []

    async def fallback(utterance: str, _: Any) -> int:
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return eggs(utterance)

    found = grower(store, fallback, Inducing(question="how many eggs are in 9 boxes of 9"))

    async def main() -> None:
        for n, m in SEEN:
            reply = await found.ask_async(f"how many eggs are in {n} boxes of {m}")
            assert reply.value == n * m
        with pytest.raises(RuntimeError, match="to_thread"):
            found.step()
        await asyncio.to_thread(found.step)
        reply = await found.ask_async("how many eggs are in 5 boxes of 7")
        assert reply.source is Source.COMPILED

    asyncio.run(main())
    assert len(loops) == 4
    assert len(set(map(id, loops))) == 1
    with pytest.raises(TypeError, match="coroutine function"):
        found.ask("something else of 5 and 7")


def test_who_asks_is_answered_though_nothing_can_be_recorded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = grown(store, Fallback(), compared=Fraction(1))

    def full(*_: Any, **__: Any) -> Any:
        raise StoreFull("no room")

    with monkeypatch.context() as patch:
        patch.setattr(store, "record", full)
        patch.setattr(store, "withdraw", full)
        assert ask_about(found, (5, 7)) == [35]
        found._serving._fallback.truth = lambda u: eggs(u) + 1  # type: ignore[union-attr]  # the one above
        assert ask_about(found, (5, 6)) == [31]
        assert found.handler.artifacts == []
        found.sync()
        assert found.handler.artifacts == [], "the store still says that it is live"
        with pytest.raises(StoreFull):
            found.step()
    assert found.unrecorded == 2
    found.step()
    assert store.all_live() == {}


def test_an_inducer_that_fails_stops_nobody_else(store: Store) -> None:
    def broken(_: list[Example]) -> str:
        raise ZeroDivisionError

    found = grower(store, Fallback(), Inducing(broken))
    ask_about(found, *SEEN)
    assert [line for line in found.step().lines if "the induction failed: ZeroDivisionError" in line]
    assert found.step().idle


def test_only_the_latest_requests_are_read_again_after_a_restart(store: Store) -> None:
    store.record_many(NewRequest(f"how many eggs are in {n} boxes of 2", reply=2 * n) for n in range(1, 101))
    found = grower(store, Fallback(), history=10)
    assert found.step().read == 10


def test_what_was_learnt_from_a_sample_is_tried_on_all_other_examples(store: Store) -> None:
    numbers = [(n, 7) for n in range(2, 12)]
    fallback = Fallback(lambda u: eggs(u) + ("11 boxes" in u))
    inducer = Inducing(lambda given: product(given, most=20))
    found = grower(store, fallback, inducer, sample=3)
    ask_about(found, *numbers)
    assert found.step().tried == 1
    assert [len(call) for call in inducer.calls] in ([3], [3, 4])
    wrong = Example("how many eggs are in 11 boxes of 7", Fraction(78))
    assert wrong in inducer.calls[-1]
    assert store.all_live() == {}


def test_two_kinds_of_requests_in_one_group_become_two_families(store: Store) -> None:
    def recipe(given: list[Example]) -> str:
        ways = {("sold" in each.utterance) for each in given}
        if len(ways) > 1:
            return "one recipe cannot be both"
        name, operator = ("sold", "*") if ways == {True} else ("kept", "-")
        return (
            f'family {name}\nask "of {{n}} boxes with {{m}} eggs in each of them how many eggs were {name}"\n'
            f"slot n: int 1..500\nslot m: int 1..500\nanswer n {operator} m\n"
        )

    def truth(utterance: str) -> int:
        n, m = (int(word) for word in utterance.split() if word.isdigit())
        return n * m if "sold" in utterance else n - m

    found = grower(store, Fallback(truth), Inducing(recipe))
    for n in range(101, 107):
        for way in ("sold", "kept"):
            found.ask(f"of {n} boxes with {n + 7} eggs in each of them how many eggs were {way}")
    step = found.step(TEN)
    assert sorted(store.all_live()) == ["kept", "sold"], step.lines
    assert step.tried == 3
    reply = found.ask("of 40 boxes with 30 eggs in each of them how many eggs were sold")
    assert (reply.value, reply.family) == (1200, "sold")
    assert found.step().tried == 0
