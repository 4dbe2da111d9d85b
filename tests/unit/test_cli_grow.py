"""``potstill grow`` from end to end: a family takes over, somebody objects, all of it is taken back."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from potstill.runtime.store import open_store
from tests.commands import Potstill, potstill
from tests.pages import parse
from tests.recipes import DOUBLE, artifact
from tests.stating import KEY, write

__all__ = ["potstill"]  # the fixture

ORACLE = """
import json, re, sys
utterance = json.load(sys.stdin)["utterance"]
numbers = [int(found) for found in re.findall("[0-9]+", utterance)]
if len(numbers) != 3:
    sys.exit("what eggs?")
print(numbers[0] * numbers[1] - numbers[2] + (OFF if numbers[0] > 100 else 0))
"""

NUMBERS = [
    (3, 12, 5), (10, 6, 4), (7, 10, 12), (20, 5, 9), (15, 24, 30), (8, 30, 11), (12, 18, 1), (9, 14, 20),
]  # fmt: skip


def requests(numbers: Sequence[tuple[int, int, int]]) -> bytes:
    """Lines of requests."""
    return "".join(f"ann sells {a} boxes of {b} eggs and keeps {c}\n" for a, b, c in numbers).encode()


def fallback(*, off: int = 0) -> str:
    """A command that answers them; beyond 100 boxes its answers are ``off``."""
    Path("oracle.py").write_text(ORACLE.replace("OFF", str(off)), "utf-8")
    return f"{sys.executable} oracle.py"


def replies(out: str) -> list[dict[str, Any]]:
    """What was printed, line by line."""
    return [json.loads(line) for line in out.splitlines()]


def test_a_family_takes_over_and_all_of_it_can_be_seen_and_taken_back(potstill: Potstill) -> None:
    Path("requests.txt").write_bytes(requests(NUMBERS))
    options = ("--fallback", fallback(), "--every", "6", "--compared", "0")
    code, out, err = potstill("grow", "requests.db", "requests.txt", *options)
    assert code == 0, err
    found = replies(out)
    assert [reply["value"] for reply in found] == [a * b - c for a, b, c in NUMBERS]
    assert [reply["source"] for reply in found] == ["fallback"] * 6 + ["compiled"] * 2
    assert [reply["request"] for reply in found] == list(range(1, 9))
    assert found[-1]["verified"] == "verified"
    assert "version 1 serves: learnt from" in err
    assert "8 asked, 2 answered by families, 0 not answered" in err
    name = found[-1]["family"]

    code, out, _ = potstill("families", "requests.db", "--json")
    [family] = json.loads(out)
    assert (family["family"], family["live"], family["requests"]) == (name, True, 2)

    # What serves goes on serving when the program starts again, without the fallback.
    code, out, _ = potstill("grow", "requests.db", stdin=requests([(44, 8, 7)]))
    assert (code, replies(out)[0]["value"], replies(out)[0]["source"]) == (0, 345, "compiled")

    code, out, _ = potstill("report", "requests.db", "-o", "report.html")
    assert code == 0
    text = parse(Path("report.html").read_text("utf-8")).text
    for told in (name, "is the target's, on all of its parameters", "go live", "learnt from"):
        assert told in text

    code, out, _ = potstill("rollback", "requests.db", name, "--by", "ann")
    assert (code, out.endswith("live is nothing, was version 1 (100%)\n")) == (0, True)
    code, out, err = potstill("grow", "requests.db", stdin=requests([(44, 8, 7)]))
    assert (code, replies(out)[0]["source"]) == (1, "none")


def test_a_family_that_the_fallback_contradicts_is_withdrawn(potstill: Potstill) -> None:
    options = ("--fallback", fallback(), "--every", "6", "--compared", "1")
    code, out, err = potstill("grow", "requests.db", *options, stdin=requests(NUMBERS))
    assert code == 0, err
    assert {reply["source"] for reply in replies(out)} == {"fallback", "compiled"}
    assert fallback(off=1)  # from now on it says something else
    options = (*options, "--examples", "1000")  # and nothing is learnt of that
    code, out, err = potstill("grow", "requests.db", *options, stdin=requests([(700, 8, 7), (5, 5, 5)]))
    [first, second] = replies(out)
    assert (first["value"], first["source"], first["reason"]) == (5594, "fallback", "disagreement")
    assert second["source"] == "fallback"
    assert "is withdrawn: disagreement" in err
    assert json.loads(potstill("families", "requests.db", "--json")[1])[0]["versions"][-1]["standing"] == (
        "withdrawn"
    )


def test_questions_wait_for_a_person(potstill: Potstill) -> None:
    options = ("--fallback", fallback(), "--no-questions", "--compared", "0")
    code, _, err = potstill("grow", "requests.db", *options, stdin=requests(NUMBERS))
    assert code == 0, err
    assert potstill("report", "requests.db", "-o", "report.html")[0] == 0
    report = parse(Path("report.html").read_text("utf-8")).text
    questions = 0
    while waiting := json.loads(potstill("questions", "requests.db", "--json")[1]):
        number, asked = waiting[0]["question"], waiting[0]["utterance"]
        assert asked in report or questions
        questions += 1
        assert questions < 5
        a, b, c = (int(word) for word in asked.split() if word.isdigit())
        answer = ("--answer", str(a * b - c), "--by", "ann")
        assert potstill("questions", "requests.db", str(number), *answer)[0] == 0
        assert potstill("grow", "requests.db", *options)[0] == 0
    assert questions > 0
    assert json.loads(potstill("families", "requests.db", "--json")[1])[0]["live"] is True


def test_people_can_withdraw_a_family(potstill: Potstill) -> None:
    options = ("--fallback", fallback(), "--every", "6", "--compared", "0")
    found = replies(potstill("grow", "requests.db", *options, stdin=requests(NUMBERS))[1])
    for who, reply in (("ann", found[-1]), ("bob", found[-2])):
        said = potstill("feedback", "requests.db", str(reply["request"]), "rejected", "--by", who)
        assert said[0] == 0
    code, _, err = potstill("grow", "requests.db", *options)
    assert code == 0
    assert "2 people say that it is wrong" in err


def test_bad_lines_are_answered_with_what_is_wrong(potstill: Potstill) -> None:
    lines = [
        b"x" * 10_000_000,
        b"\xff\xfe",
        b'{"utterance": 1}',
        b'{"utterance": "x", "key": 3}',
        b"{",
        b"",
        b"how many eggs",
        b'{"utterance": "ann sells 2 boxes of 3 eggs and keeps 1", "key": "k", "context": {"n": 1.5}}',
    ]
    code, out, err = potstill("grow", "requests.db", "--fallback", fallback(), stdin=b"\r\n".join(lines))
    assert code == 1
    said = [reply.get("error") or reply["value"] for reply in replies(out)]
    assert said[0].startswith("the line has 10,000,0")
    assert said[1].startswith("not UTF-8")
    assert [text.startswith("expected") for text in said[2:4]] == [True, True]
    assert said[4].startswith("no JSON")
    assert said[5].endswith("exit code 1: what eggs?")
    assert said[6] == 5
    assert "7 asked, 0 answered by families, 6 not answered" in err
    with open_store("requests.db") as store:
        [*_, last] = store.requests()
    assert (last.key, last.context) == ("k", {"n": last.context["n"]})


def test_families_that_are_there_already_serve_from_the_start(potstill: Potstill) -> None:
    Path("artifacts").mkdir()
    write(artifact(DOUBLE), Path("artifacts"), key=KEY)
    code, _, err = potstill("grow", "requests.db", "--families", "artifacts", stdin=b"double 4\n")
    assert code == 2
    assert "--allow-unverified" in err
    options = ("--families", "artifacts", "--allow-unverified")
    code, out, _ = potstill("grow", "requests.db", *options, stdin=b"double 4\n")
    assert (code, replies(out)[0]["value"]) == (0, 8)


def test_an_answer_is_an_answer_of_any_kind(potstill: Potstill) -> None:
    Path("echo.py").write_text('print(\'{"n": [1, 2.50, null, true, "so"]}\')', "utf-8")
    command = f"{sys.executable} echo.py"
    code, out, _ = potstill("grow", "requests.db", "--fallback", command, stdin=b"what is it\n")
    assert code == 0
    assert replies(out)[0]["value"] == {"n": [1, "2.5", None, True, "so"]}


@pytest.mark.parametrize("fallback_command", ["'", ""])
def test_a_fallback_that_is_no_command_is_refused(potstill: Potstill, fallback_command: str) -> None:
    code, out, err = potstill("grow", "requests.db", "--fallback", fallback_command)
    assert (code, out) == (2, "")
    assert err
    assert not Path("requests.db").exists()


def test_a_store_that_cannot_grow_says_so_and_loses_nothing(potstill: Potstill, tmp_path: Path) -> None:
    """The system refuses to let files grow, as on a full disk."""
    command = fallback()
    assert potstill("grow", "requests.db", "--fallback", command, stdin=requests(NUMBERS[:2]))[0] == 0
    size = Path("requests.db").stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    long = b'{"utterance": "' + b"ann " * 10_000 + b'sells 3 boxes of 4 eggs and keeps 5"}\n'
    done = subprocess.run(
        [sys.executable, "-m", "potstill.cli", "grow", "requests.db", "--fallback", command],
        input=long * 40, capture_output=True, check=False, preexec_fn=limit, cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    answered = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["value"] for each in answered] == [7] * 40, done.stderr
    unrecorded = [each for each in answered if each["request"] is None]
    assert unrecorded
    assert b"could not be recorded" in done.stderr
    with open_store("requests.db") as store:
        known = list(store.requests())
    assert [each.utterance for each in known[:2]] == requests(NUMBERS[:2]).decode().splitlines()
    assert len(known) == 2 + len(answered) - len(unrecorded)
