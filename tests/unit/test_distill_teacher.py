"""The teacher: rounds, costs, faults of the endpoint, against a server that speaks the protocol."""

from __future__ import annotations

import json
import logging
import tomllib
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from potstill.distill.examples import Example, number
from potstill.distill.teacher import (
    Accepted,
    Asker,
    BadEndpoint,
    Constraint,
    Endpoint,
    Entry,
    Limits,
    MemoryLedger,
    Policy,
    Prices,
    Purse,
    Reason,
    Refused,
    Rejected,
    Stage,
    StoreLedger,
    Taught,
    Timeouts,
    accept,
    from_environment,
    teach,
)
from potstill.distill.teacher.chat import Garbled, Message, Reply, Role, read, request
from potstill.distill.teacher.cost import most
from potstill.distill.teacher.decoding import TOOL, decoder_grammar
from potstill.distill.teacher.language import reference
from potstill.ir.operators import OPERATORS
from potstill.runtime.store import open_store
from tests.teacher_server import Say, completion, serving

DATA = tomllib.loads((Path(__file__).parents[1] / "distill_replies.toml").read_text("utf-8"))
REPLIES: dict[str, str] = DATA["replies"]
SWEETS = [Example(each["utterance"], number(str(each["answer"]))) for each in DATA["requests"]["sweets"]]
PRICES = Prices(Fraction(1), Fraction(4))
KEY = "sk-teacher-0123456789"


class Clock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=sum(self.slept))

    def seconds(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def asker(url: str, *, cap: Fraction = Fraction(100), limits: Limits | None = None, **more: Any) -> Asker:
    """A teacher at that address, with a key."""
    endpoint = Endpoint(url, "scripted", **({"key": KEY, "prices": PRICES} | more))
    ledger = MemoryLedger()
    return Asker(endpoint, Purse(cap, ledger), limits, clock=Clock(), name=lambda: "r")


def taught(*script: Say, policy: Policy | None = None, **more: Any) -> tuple[Any, Asker, list[Any]]:
    """What comes of teaching the sweets by a script, the asker, and what the server heard."""
    with serving(*script) as server:
        teacher = asker(server.url, **more)
        outcome = teach(SWEETS, teacher, policy or Policy())
        return outcome, teacher, server.heard


def test_a_recipe_that_holds_is_taught_in_one_round() -> None:
    outcome, teacher, heard = taught(completion(REPLIES["good"], usage=(2_000, 500)))
    assert isinstance(outcome, Taught)
    assert outcome.artifact.family.name == "share_sweets"
    assert outcome.verification.released
    assert outcome.verification.address == outcome.artifact.address
    assert [each.critique for each in outcome.rounds] == [""]
    assert outcome.cost == teacher.cost == Fraction(2_000 + 4 * 500, 1_000_000)
    assert [each.path for each in heard] == ["/v1/chat/completions"]
    assert heard[0].headers["Authorization"] == f"Bearer {KEY}"


def test_the_prompt_carries_the_language_and_the_examples_as_data() -> None:
    _, _, [heard] = taught(completion(REPLIES["good"]))
    assert heard.data["stream"] is False
    assert heard.data["max_tokens"] == Limits().reply
    system, user = heard.data["messages"]
    assert reference() in system["content"]
    lines = user["content"].splitlines()[1:]
    assert [json.loads(line) for line in lines] == [
        {"request": each.utterance, "answer": float(each.answer)} for each in SWEETS
    ]


def test_the_first_fenced_block_is_the_recipe() -> None:
    outcome, *_ = taught(completion(REPLIES["fenced"]))
    assert isinstance(outcome, Taught)
    assert outcome.recipe.splitlines()[0] == "family share_sweets"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("misspelt", "E"),
        ("stuck", "division_by_zero is refuted"),
        ("stuck", "b = 0"),
        ("product", '"share 12 sweets among 4 children" => 3: it answers 48'),
        ("whole_only", '"share 7 sweets among 2 children" => 3.5: it answers 3'),
        ("first", "priority"),
        ("chatter", "error["),
    ],
)
def test_a_recipe_that_fails_comes_back_with_its_critique(wrong: str, told: str) -> None:
    outcome, _, heard = taught(completion(REPLIES[wrong]), completion(REPLIES["good"]))
    assert isinstance(outcome, Taught)
    first, second = (each.data["messages"] for each in heard)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": REPLIES[wrong].strip() + "\n"}
    assert told in second[3]["content"]
    assert [bool(each.critique) for each in outcome.rounds] == [True, False]


def test_only_the_last_recipe_is_shown_again_and_rounds_end() -> None:
    script = [completion(REPLIES[name]) for name in ("misspelt", "product", "stuck")]
    outcome, _, heard = taught(*script, policy=Policy(rounds=3))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.ROUNDS
    assert "division_by_zero" in outcome.detail
    assert [len(each.data["messages"]) for each in heard] == [2, 4, 4]
    assert len(outcome.transcript) == 3


def test_examples_beyond_those_shown_are_tried_and_not_given_away() -> None:
    script = [completion(REPLIES["whole_only"]), completion(REPLIES["good"])]
    outcome, _, heard = taught(*script, policy=Policy(shown=2))
    assert isinstance(outcome, Taught)
    sent = json.dumps([each.data for each in heard])
    assert "wrong for 1 requests of the same kind that are not shown" in sent
    assert "share 7 sweets" not in sent


def test_a_recipe_may_not_answer_what_is_not_its_own() -> None:
    with serving(completion(REPLIES["greedy"]), completion(REPLIES["good"])) as server:
        outcome = teach(SWEETS, asker(server.url), others=["what time is it"])
    assert isinstance(outcome, Taught)
    assert '"what time is it" has another meaning' in outcome.rounds[0].critique


def test_objections_of_others_count() -> None:
    found = accept(REPLIES["good"], SWEETS, objections=lambda artifact: [f"{artifact.family.name} is taken"])
    assert found == Rejected(Stage.OBJECTION, "- share_sweets is taken")


def test_a_person_is_a_teacher_too() -> None:
    found = accept(REPLIES["good"], SWEETS)
    assert isinstance(found, Accepted)
    assert found.verification.released
    refused = accept(REPLIES["product"], SWEETS)
    assert isinstance(refused, Rejected)
    assert refused.stage is Stage.ANSWERS


def test_an_answer_of_another_kind_is_another_answer() -> None:
    spelled = [Example(SWEETS[0].utterance, "3")]
    found = accept(REPLIES["good"], spelled)
    assert isinstance(found, Rejected)
    assert found.stage is Stage.ANSWERS


def test_nothing_is_asked_about_examples_that_contradict_each_other() -> None:
    other = Example("Share 12 sweets among 4 children?", Fraction(4))
    with serving() as server:
        outcome = teach([*SWEETS, other], asker(server.url))
        assert isinstance(outcome, Refused)
        assert outcome.reason is Reason.CONTRADICTION
        assert isinstance(teach([], asker(server.url)), Refused)
        assert not server.heard


# ------------------------------------------------------------------ what it costs


def test_nothing_is_asked_without_prices() -> None:
    outcome, teacher, heard = taught(prices=None)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.UNPRICED
    assert not heard
    assert not list(teacher.purse.ledger)  # type: ignore[call-overload]  # a memory ledger is iterable


def test_the_most_that_a_request_can_cost_is_reserved_before_it_is_sent() -> None:
    outcome, teacher, [heard] = taught(completion(REPLIES["good"], usage=(7, 3)))
    reserved, spent = teacher.purse.ledger  # type: ignore[attr-defined]  # a memory ledger is iterable
    bound = most(PRICES, int(heard.headers["Content-Length"]), Limits().reply)
    assert (reserved.entry, reserved.amount) == (Entry.RESERVED, bound)
    assert (spent.entry, spent.amount, spent.outcome) == (Entry.SPENT, outcome.cost, "answered")
    assert KEY not in repr([reserved, spent])


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": "7", "completion_tokens": 1},
        {"prompt_tokens": -1, "completion_tokens": 1},
        {"prompt_tokens": True, "completion_tokens": 1},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
    ],
)
def test_where_the_usage_is_missing_the_bound_is_counted(usage: Any) -> None:
    outcome, teacher, [heard] = taught(completion(REPLIES["good"], usage=usage))
    assert isinstance(outcome, Taught)
    assert teacher.cost == most(PRICES, int(heard.headers["Content-Length"]), Limits().reply)


def test_the_cap_ends_it_midway_before_the_request_that_could_pass_it() -> None:
    first = completion(REPLIES["product"], usage=(40_000, 0))
    outcome, teacher, heard = taught(first, completion(REPLIES["good"]), cap=Fraction(8, 100))
    assert isinstance(outcome, Refused)
    assert (outcome.reason, len(heard)) == (Reason.SPENT, 1)
    assert teacher.purse.ledger.spent() == outcome.cost == Fraction(4, 100)


def test_what_a_crash_left_reserved_counts_as_spent() -> None:
    ledger = MemoryLedger()
    assert Purse(Fraction(1), ledger).reserve("before the crash", "m", Fraction(3, 4))
    later = Purse(Fraction(1), ledger)
    assert not later.reserve("after it", "m", Fraction(1, 2))
    assert ledger.spent() == Fraction(3, 4)
    assert later.reserve("a smaller one", "m", Fraction(1, 4))


def test_a_store_keeps_the_ledger_and_the_cap_of_all_who_share_it(tmp_path: Path) -> None:
    with (
        open_store(tmp_path / "potstill.db") as store,
        serving(completion(REPLIES["good"], usage=(40_000, 0)), completion(REPLIES["good"])) as server,
    ):
        endpoint = Endpoint(server.url, "scripted", KEY, PRICES)
        first = Asker(endpoint, Purse(Fraction(8, 100), StoreLedger(store, "USD")), clock=Clock())
        assert isinstance(teach(SWEETS, first), Taught)
        assert float(store.spent("USD")) == 0.04
        second = Asker(endpoint, Purse(Fraction(8, 100), StoreLedger(store, "USD")), clock=Clock())
        outcome = teach(SWEETS, second)
        assert isinstance(outcome, Refused)
        assert (outcome.reason, len(server.heard)) == (Reason.SPENT, 1)
        assert float(store.spent("USD")) == 0.04
        assert KEY not in repr(store.ledger())
        assert [line.purpose for line in store.ledger()] == ["teacher"] * 4


# ------------------------------------------------------------------ faults of the endpoint

BUSY = {"Content-Type": "text/plain"}


def test_too_many_requests_waits_as_long_as_it_is_asked_to() -> None:
    wait = Say(status=429, headers=BUSY | {"Retry-After": "17"})
    outcome, teacher, heard = taught(wait, completion(REPLIES["good"]))
    assert isinstance(outcome, Taught)
    assert teacher._clock.slept == [17.0]  # type: ignore[attr-defined]  # the clock of these tests
    assert len(heard) == 2
    assert [row.amount for row in teacher.purse.ledger if row.outcome == "status 429"] == [0]  # type: ignore[attr-defined]  # as above


def test_a_date_to_wait_for_counts_from_now() -> None:
    wait = Say(status=503, headers=BUSY | {"Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"})
    _, teacher, _ = taught(wait, completion(REPLIES["good"]))
    assert teacher._clock.slept == [30.0]  # type: ignore[attr-defined]  # the clock of these tests


@pytest.mark.parametrize("after", ["3600", "9" * 400, "Fri, 01 Jan 2027 00:00:00 GMT"])
def test_whoever_asks_to_wait_too_long_is_not_asked_again(after: str) -> None:
    outcome, teacher, heard = taught(Say(status=429, headers=BUSY | {"Retry-After": after}))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.UNREACHED
    assert (len(heard), teacher._clock.slept) == (1, [])  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_passing_fault_is_tried_again_with_growing_pauses(status: int) -> None:
    fault = Say(status=status, headers=BUSY | {"Retry-After": "soon"})
    outcome, teacher, _ = taught(fault, fault, completion(REPLIES["good"]))
    assert isinstance(outcome, Taught)
    assert teacher._clock.slept == [1.0, 2.0]  # type: ignore[attr-defined]  # the clock of these tests


def test_attempts_are_bounded_and_those_that_may_be_charged_are_counted() -> None:
    outcome, teacher, heard = taught(*[Say(status=500)] * 9, limits=Limits(attempts=3))
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.detail) == (Reason.UNREACHED, "status 500, after 3 attempts")
    assert len(heard) == 3
    size = int(heard[0].headers["Content-Length"])
    assert teacher.purse.ledger.spent() == 3 * most(PRICES, size, Limits().reply)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 418, 204, 504])
def test_other_statuses_are_final(status: int) -> None:
    outcome, _, heard = taught(Say(status=status, body=b"" if status == 204 else f"no, {KEY}".encode()))
    assert isinstance(outcome, Refused)
    assert (outcome.reason, len(heard)) == (Reason.UNREACHED, 1)
    assert KEY not in repr(outcome)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_key_follows_no_redirect(status: int) -> None:
    with serving(completion(REPLIES["good"])) as elsewhere:
        move = Say(status=status, headers={"Location": f"{elsewhere.url}/chat/completions"})
        outcome, teacher, heard = taught(move)
        assert isinstance(outcome, Refused)
        assert (len(heard), elsewhere.heard) == (1, [])
        assert teacher.cost == 0


def test_a_slow_endpoint_is_given_up_and_not_asked_twice() -> None:
    limits = Limits(timeouts=Timeouts(read=0.2, total=5))
    outcome, teacher, heard = taught(Say(delay=1.0), completion(REPLIES["good"]), limits=limits)
    assert isinstance(outcome, Refused)
    assert outcome.detail == "no answer in time"
    assert len(heard) == 1
    assert teacher.cost > 0


@pytest.mark.parametrize("how", [{"drip": 0.05}, {"drip_headers": True, "drip": 0.05}])
def test_an_endpoint_that_drips_is_given_up_after_the_whole_time(how: dict[str, Any]) -> None:
    limits = Limits(timeouts=Timeouts(read=5, total=0.4))
    step = Say(completion(REPLIES["good"]).body, **how)
    outcome, *_ = taught(step, limits=limits)
    assert isinstance(outcome, Refused)
    assert outcome.detail == "no answer in time"


def test_nobody_there_is_tried_again_and_costs_nothing() -> None:
    with serving() as server:
        url = server.url
    teacher = asker(url)
    outcome = teach(SWEETS, teacher)
    assert isinstance(outcome, Refused)
    assert outcome.detail == "no connection, after 4 attempts"
    assert teacher.cost == 0


def test_a_body_that_breaks_off_is_tried_again() -> None:
    whole = completion(REPLIES["good"]).body
    outcome, *_ = taught(Say(whole[:50], length=len(whole)), Say(whole))
    assert isinstance(outcome, Taught)


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    outcome, *_ = taught(Say(b" " * 300_000), limits=Limits(body=100_000))
    assert isinstance(outcome, Refused)
    assert outcome.detail == "the answer has more than 100,000 bytes"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Content-Type": "text/html"}, "the answer is no JSON"),
        ({}, "the answer is no JSON"),
        ({"Content-Type": "text/event-stream"}, "a stream, which nobody asked for"),
        (
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
            "the answer is encoded, which nobody",
        ),
    ],
)
def test_only_plain_json_is_read(headers: dict[str, str], said: str) -> None:
    outcome, *_ = taught(Say(completion(REPLIES["good"]).body, headers=headers))
    assert isinstance(outcome, Refused)
    assert outcome.detail.startswith(said)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"}{",
        b"\xff\xfe",
        b'{"choices": [{"mess',
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": 1}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": 1}}]}',
        b'{"error": {"message": "overloaded"}}',
        b"[" * 200_000,
        b'{"usage": ' + b"9" * 9_000 + b"}",
    ],
    ids=range(13),
)
def test_garbage_is_no_reply(body: bytes) -> None:
    assert isinstance(read(body), Garbled)
    outcome, *_ = taught(Say(body))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.GARBLED


def test_a_reply_that_was_cut_says_so_in_the_critique() -> None:
    cut = completion(REPLIES["good"][:60], finish="length")
    outcome, *_ = taught(cut, completion(REPLIES["good"]))
    assert isinstance(outcome, Taught)
    assert outcome.rounds[0].critique.startswith("The reply was cut: write less.")


# ------------------------------------------------------------------ endpoints


def test_the_endpoint_comes_from_the_environment() -> None:
    environ = {"POTSTILL_TEACHER_URL": "https://models.test/v1/", "POTSTILL_TEACHER_MODEL": "m"}
    plain = from_environment(environ, prices=PRICES)
    assert (plain.completions, plain.key) == ("https://models.test/v1/chat/completions", None)
    keyed = from_environment(environ | {"POTSTILL_TEACHER_KEY": KEY}, prices=None)
    assert keyed.key == KEY
    assert KEY not in repr(keyed)
    with pytest.raises(BadEndpoint, match="POTSTILL_TEACHER_MODEL not set"):
        from_environment({"POTSTILL_TEACHER_URL": "https://models.test"}, prices=PRICES)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.test",
        "ftp://models.test",
        "https://",
        "https://me:secret@models.test",
        "https://m.test/?a=1",
        "https://m.test/#a",
        "http://models.test/v1",
        "http://10.0.0.5/v1",
        "https://[::1",
        "https://m.test:x/",
    ],
)
def test_an_address_that_would_give_the_key_away_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadEndpoint) as refused:
        Endpoint(url, "m", KEY)
    assert KEY not in str(refused.value)


def test_keys_travel_in_the_open_only_on_this_machine_or_where_that_is_declared() -> None:
    assert Endpoint("http://localhost:1/v1", "m", KEY).key == KEY
    assert Endpoint("http://10.0.0.5/v1", "m").key is None
    assert Endpoint("http://10.0.0.5/v1", "m", KEY, insecure=True).key == KEY
    with pytest.raises(BadEndpoint):
        Endpoint("https://m.test", "m", "two\nlines")


def test_a_key_that_comes_back_is_not_kept() -> None:
    told = REPLIES["good"].replace("Sweets shared among children.", KEY)
    outcome, *_ = taught(completion(told))
    assert isinstance(outcome, Taught)
    assert KEY not in repr(outcome)


def test_nothing_that_was_said_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)  # of all, httpx and its like included
    taught(completion(REPLIES["product"]), completion(REPLIES["good"]))
    assert caplog.records
    logged = " ".join(str(record.__dict__) for record in caplog.records)
    assert not [each for each in (KEY, "sweets", "family") if each in logged]


# ------------------------------------------------------------------ the language and constrained decoding


def test_the_reference_is_made_of_the_specification() -> None:
    text = reference()
    assert "slot n: int 1..10_000" in text
    assert "L9.2" in text
    assert "recipe: family statement*" in text
    assert all(row.doc in text for row in OPERATORS)
    assert "](" not in text
    assert len(text) < 40_000


MESSAGES = [Message(Role.USER, "hello")]


def sent(constraint: Constraint) -> Any:
    endpoint = Endpoint("https://m.test", "m", constraint=constraint, limit="max_completion_tokens")
    return json.loads(request(endpoint, MESSAGES, 5))


def test_each_engine_gets_the_grammar_where_it_looks_for_it() -> None:
    grammar = decoder_grammar()
    assert sent(Constraint.NONE) == {
        "model": "m",
        "messages": [{"role": "user", "content": "hello"}],
        "max_completion_tokens": 5,
        "n": 1,
        "stream": False,
    }
    tool = sent(Constraint.TOOL)
    assert tool["tools"][0]["custom"]["format"] == {
        "type": "grammar",
        "grammar": {"definition": grammar, "syntax": "lark"},
    }
    assert tool["tool_choice"] == {"type": "custom", "custom": {"name": TOOL}}
    assert sent(Constraint.STRUCTURED_OUTPUTS)["structured_outputs"] == {"grammar": grammar}
    assert sent(Constraint.GUIDED_GRAMMAR)["guided_grammar"] == grammar
    assert sent(Constraint.LLGUIDANCE)["grammar"] == f"%llguidance {{}}\n{grammar}"


def test_what_a_tool_was_given_is_the_reply() -> None:
    call = {"id": "1", "type": "custom", "custom": {"name": TOOL, "input": REPLIES["good"]}}
    outcome, *_ = taught(completion("", tool_calls=[call]), constraint=Constraint.TOOL)
    assert isinstance(outcome, Taught)
    assert isinstance(read(completion("text").body), Reply)


def test_a_decoder_takes_every_recipe_and_nothing_else() -> None:
    engine = pytest.importorskip("llguidance", reason="LLGuidance is not installed (extra: peers)")
    letters = engine.LLTokenizer("byte")
    grammar = engine.LLMatcher.grammar_from_lark(decoder_grammar())
    assert engine.LLMatcher.validate_grammar(grammar, letters) == ""
    matcher = engine.LLMatcher(letters, grammar)

    def takes(text: str) -> bool:
        matcher.reset()
        data = letters.tokenize_str(text)
        return matcher.try_consume_tokens(data) == len(data) and matcher.is_accepting()

    folder = Path(__file__).parents[2] / "examples"
    recipes = [path for path in folder.rglob("*.recipe") if "refused" not in path.parts]
    texts = [path.read_text("utf-8") for path in recipes]
    assert len(texts) > 50
    assert not [
        path.name
        for path, text in zip(recipes, texts, strict=True)
        if not takes(text[text.index("family ") :])
    ]
    assert not takes("I would rather talk")
    assert not takes('family x ask "a" answer 1 import os')
