"""The commands about a store: what they print, what they change, and their exit codes."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from potstill.distill.growing.attempts import Attempt, Attempts
from potstill.ir.artifact import dump
from potstill.ir.statement import dump as dump_statement
from potstill.runtime.store import NewRequest, Origin, Store, Verdict, open_store
from tests.commands import Potstill, potstill
from tests.pages import parse
from tests.recipes import DOUBLE, HALF, artifact
from tests.reports import EGGS
from tests.stating import stated, verification

__all__ = ["potstill"]  # the fixture

START = datetime(2026, 3, 1, tzinfo=UTC)
CLAIM = {
    "space": "E = slot | E * E", "size": "1200", "exhausted": True, "examples": "5", "pac": "vacuous",
    "questions": [{"utterance": "double 7", "answer": 14, "why": "splits 2 classes"}],
    "holdouts": [], "classes": ["n * 2"], "agreement": [], "proofs": ["normal form"],
    "theta": ["n: int 1..1000"], "confidence": "0.95",
}  # fmt: skip


@pytest.fixture
def store(potstill: Potstill) -> Iterator[Store]:
    """A store with a few days of requests, in requests.db of the empty folder."""
    assert potstill
    with open_store("requests.db", clock=lambda: START) as opened:
        fill(opened)
        yield opened


def fill(store: Store) -> None:
    """Two families, one withdrawn; ten days; questions; feedback."""
    for name, recipe in (("double", DOUBLE), ("half", HALF)):
        made = artifact(recipe)
        version = store.add_version(
            name, address=made.address, artifact=dump(made), recipe=recipe, origin=Origin.INDUCED,
            statement=dump_statement(stated(verification(made))), claim=CLAIM,
        )  # fmt: skip
        store.go_live(name, {version.id: 1000}, reason="one class left")
    store.withdraw("half", reason="an answer differed from the fallback's", who="grow")
    requests = []
    for day in range(10):
        for number in range(12):
            by_family = number < day
            new = NewRequest(
                f"double {number}" if by_family else f"how long for {number} loads of {day} minutes",
                reply=number, key=f"caller-{number % 3}", at=START + timedelta(days=day, minutes=number),
                family="double" if by_family else None, version=1 if by_family else None,
                reason=None if by_family else "no_family", cost=0 if by_family and number else 2,
            )  # fmt: skip
            requests.append(new)
    store.record_many(requests)
    store.record(NewRequest("write a poem", reply="roses", cost=3, at=START, reason="no_family"))
    attempts = Attempts(store)
    attempts.note(Attempt("requests like 2", (2, 3, 4), 3, 0, "2026-03-01", "EXPLANATION"))
    store.ask("double 7 and 8", group="requests like 1", why="2 explanations are left")


def test_a_report_is_one_file_about_the_store(potstill: Potstill, store: Store) -> None:
    code, _, err = potstill("report", "requests.db", "-o", "report.html", "--unit", "USD")
    assert (code, err) == (0, "report.html written\n")
    tree = parse(Path("report.html").read_text("utf-8"))
    for told in (
        "requests.db", "37.1% of 121 requests", "75% in the last period", "double", "withdrawn",
        "how long for 11 loads of 9 minutes", "double 7 and 8", "2 explanations are left", "write a poem",
        "one class left", "an answer differed", "at most 1,200 terms", "saved, USD", "splits 2 classes",
        "nothing in the space that was searched gives all answers", "potstill questions STORE ID",
    ):  # fmt: skip
        assert told in tree.text, told
    assert store.last_request() == 121


def test_the_same_store_and_time_give_the_same_report(potstill: Potstill, store: Store) -> None:
    assert store
    for name in ("one.html", "two.html"):
        assert potstill("report", "requests.db", "-o", name, "--at", "2026-03-12")[0] == 0
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    assert "made at 2026-03-12 00:00" in Path("one.html").read_text("utf-8")


def test_families_are_listed_with_what_they_answer_and_save(potstill: Potstill, store: Store) -> None:
    code, out, err = potstill("families", "requests.db")
    assert code == 0
    live = [line.split()[:4] for line in out.splitlines() if "live" in line]
    assert live == [["double", "1", "live", "100%"]]
    assert "37.1% of 121 requests answered by families" in err
    store.give_feedback(26, Verdict.ACCEPTED, who="ann")
    code, out, _ = potstill("families", "requests.db", "--json")
    double, half = json.loads(out)
    assert (double["family"], double["live"], double["requests"]) == ("double", True, 45)
    # Nine were compared with the fallback, which cost something, and one was judged.
    assert {key: double["versions"][0][key] for key in ("share", "checked", "wrong")} == {
        "share": "1", "checked": 10, "wrong": 0,
    }  # fmt: skip
    assert (half["versions"][0]["checked"], half["versions"][0]["wrong"]) == (1, 1)
    assert (half["live"], half["versions"][0]["standing"]) == (False, "withdrawn")


def test_a_rollback_is_taken_back_by_another(potstill: Potstill, store: Store) -> None:
    code, out, err = potstill("rollback", "requests.db", "half", "--by", "ann", "--reason", "it was right")
    assert (code, out) == (0, "half: live is version 2 (100%), was nothing\n")
    assert "--event 4` takes it back" in err
    assert [(each.reason, each.who) for each in store.journal(limit=1)] == [("it was right", "ann")]
    code, out, _ = potstill("rollback", "requests.db", "--event", "4", "--json")
    assert code == 0
    assert json.loads(out)["after"] == []
    assert store.live("half") == ()


@pytest.mark.parametrize("arguments", [(), ("double", "--event", "1")])
def test_a_rollback_is_of_a_family_or_of_an_event(
    potstill: Potstill, store: Store, arguments: tuple[str, ...]
) -> None:
    assert store
    assert potstill("rollback", "requests.db", *arguments)[0] == 2


def test_feedback_is_kept_and_what_contradicts_is_said(potstill: Potstill, store: Store) -> None:
    code, _, err = potstill("feedback", "requests.db", "1", "accepted", "--by", "ann")
    assert (code, err) == (0, "noted: request 1, answered by fallback, is accepted\n")
    code, out, _ = potstill(
        "feedback", "requests.db", "1", "corrected", "--answer", "0.10", "--by", "bob", "--json"
    )
    assert code == 0
    assert json.loads(out)["disputed"] is True
    [answer] = store.judgement(1).corrections
    assert str(answer) == "1/10"
    assert "contradict" in potstill("feedback", "requests.db", "1", "rejected", "--by", "eve")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1", "corrected"), "--answer goes with"),
        (("1", "accepted", "--answer", "1"), "--answer goes with"),
        (("1", "corrected", "--answer", "so"), "no JSON"),
        (("1", "corrected", "--answer", "NaN"), "no JSON"),
        (("1", "corrected", "--answer", "[" * 100_000), "no JSON"),
        (("999", "accepted"), "no request 999"),
        (("0", "accepted"), "0 is not in the range"),
        (("1", "wonderful"), "wonderful"),
    ],
)
def test_feedback_that_makes_no_sense_is_refused(
    potstill: Potstill, store: Store, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = potstill("feedback", "requests.db", *arguments)
    assert code == 2
    assert said in err
    assert list(store.feedback()) == []


def test_questions_wait_until_somebody_answers(potstill: Potstill, store: Store) -> None:
    code, out, err = potstill("questions", "requests.db")
    assert (code, err) == (0, "1 wait for an answer\n")
    assert "double 7 and 8" in out
    code, out, _ = potstill("questions", "requests.db", "1", "--answer", '"so"', "--by", "ann", "--json")
    assert (code, json.loads(out)) == (0, [])
    [answered] = store.questions(waiting=False)
    assert (answered.answer, answered.answered_by) == ("so", "ann")
    code, _, err = potstill("questions", "requests.db", "1", "--answer", "1")
    assert code == 2
    assert "answered before" in err
    assert potstill("questions", "requests.db", "1")[0] == 2


def test_a_caller_is_forgotten(potstill: Potstill, store: Store) -> None:
    code, out, _ = potstill("forget", "requests.db", "caller-1", "--json")
    assert (code, json.loads(out)["requests"]) == (0, 40)
    assert {request.key for request in store.requests()} == {"caller-0", "caller-2", None}
    assert b"caller-1" not in Path("requests.db").read_bytes()


def test_what_is_old_is_deleted(potstill: Potstill, store: Store) -> None:
    code, _, err = potstill("prune", "requests.db", "--before", "2026-03-06")
    assert (code, err) == (0, "deleted: 61 requests, 0 feedback, 0 questions, 0 events\n")
    assert min(request.at for request in store.requests()) == START + timedelta(days=5)
    assert potstill("prune", "requests.db")[0] == 2
    assert potstill("prune", "requests.db", "--before", "yesterday")[0] == 2
    assert potstill("prune", "requests.db", "--days", "0")[0] == 0
    assert store.last_request() == 0


COMMANDS = [
    ("report", "-o", "report.html"), ("families",), ("rollback", "double"), ("feedback", "1", "accepted"),
    ("questions",), ("forget", "ann"), ("prune", "--days", "1"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_says_what_is_wrong_with_a_store(potstill: Potstill, command: tuple[str, ...]) -> None:
    name, *rest = command
    Path("text.db").write_text("no database\n" * 100, "utf-8")
    with sqlite3.connect("newer.db") as newer:
        newer.execute("PRAGMA journal_mode = wal")
        newer.execute("CREATE TABLE potstill (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        newer.execute("INSERT INTO potstill (name, value) VALUES ('schema', '1000')")
    newer.close()
    for file, said in (("text.db", "text.db"), ("newer.db", "use a newer one"), ("none.db", "none.db")):
        before = Path(file).read_bytes() if Path(file).exists() else None
        code, out, err = potstill(name, file, *rest)
        assert (code, out) == (2, "")
        assert said in err
        assert "Traceback" not in err
        assert (Path(file).read_bytes() if Path(file).exists() else None) == before
    assert not Path("report.html").exists()


def test_an_empty_store_has_a_report_and_no_families(potstill: Potstill) -> None:
    open_store("new.db").close()
    assert potstill("report", "new.db", "-o", "report.html")[0] == 0
    assert "Nobody has asked anything yet." in Path("report.html").read_text("utf-8")
    assert json.loads(potstill("families", "new.db", "--json")[1]) == []


def test_a_report_that_cannot_be_written_says_so(potstill: Potstill, store: Store) -> None:
    assert store
    code, _, err = potstill("report", "requests.db", "-o", "/dev/full/report.html")
    assert code == 2
    assert "/dev/full" in err
    code, _, err = potstill("report", "requests.db", "-o", "missing/report.html")
    assert code == 2
    assert "missing" in err


def test_damaged_artifacts_and_statements_stop_nothing(potstill: Potstill, store: Store) -> None:
    made = artifact(EGGS)
    other = dump_statement(stated(verification(artifact(HALF))))
    for content, statement in ((b"{}", None), (dump(made), b"{}"), (dump(made), other)):
        address = made.address if content != b"{}" else "sha256:0"
        version = store.add_version(
            "eggs", address=address, artifact=content, recipe=EGGS, origin=Origin.BY_HAND, statement=statement
        )
        store.go_live("eggs", {version.id: 1000}, reason="a test")
        assert potstill("report", "requests.db", "-o", "report.html")[0] == 0
        assert "ann sells 3 boxes" in Path("report.html").read_text("utf-8")
        assert "cannot be read" in (text := parse(Path("report.html").read_text("utf-8")).text) or (
            "about another artifact" in text
        )


def test_a_password_is_never_shown(potstill: Potstill) -> None:
    code, _, err = potstill("families", "postgresql://me:secret@127.0.0.1:1/none?connect_timeout=1")
    assert code == 2
    assert "secret" not in err


def test_on_a_full_disk_nothing_is_left_behind(potstill: Potstill, store: Store, tmp_path: Path) -> None:
    """The system refuses to let files grow, as on a full disk."""
    assert store.last_request() == 121
    Path("report.html").write_text("the old one", "utf-8")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))

    done = subprocess.run(
        [sys.executable, "-m", "potstill.cli", "report", "requests.db", "-o", "report.html"],
        capture_output=True, check=False, preexec_fn=limit, cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 2
    assert b"error: " in done.stderr
    assert b"Traceback" not in done.stderr
    assert Path("report.html").read_text("utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name] == ["report.html"]
    assert potstill("report", "requests.db", "-o", "report.html")[0] == 0
