"""``potstill induce`` and ``potstill split``: what they read, write, and refuse to release."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from potstill.cli import asking
from potstill.cli.asking import Command, NoReply
from potstill.ir.artifact import write_artifact
from tests.commands import Potstill, potstill
from tests.recipes import artifact
from tests.teacher_server import completion, serving

__all__ = ["potstill"]  # the fixture

EGGS = [
    ("ann", 3, 12, 5), ("bob", 10, 6, 4), ("carla", 7, 10, 12), ("dan", 20, 5, 9), ("eve", 15, 24, 30),
    ("fay", 8, 30, 11), ("gil", 12, 18, 1), ("hal", 9, 14, 20), ("ivy", 30, 10, 2),
]  # fmt: skip
LOADS = [(2, 40), (3, 35), (5, 50), (7, 20), (4, 45), (6, 30), (9, 25), (8, 55)]

ORACLE = """
import json, re, sys
numbers = [int(found) for found in re.findall("[0-9]+", json.load(sys.stdin)["utterance"])]
print(numbers[0] * numbers[1] - numbers[2])
"""


def eggs(many: int = len(EGGS)) -> list[dict[str, object]]:
    """Answered requests of one family: a * b - c."""
    return [
        {"utterance": f"{who} sells {a} boxes of {b} eggs and keeps {c}", "answer": a * b - c}
        for who, a, b, c in EGGS[:many]
    ]


def loads() -> list[dict[str, object]]:
    """Answered requests of another family: a * b."""
    return [
        {"utterance": f"how long do {a} loads of washing take at {b} minutes each", "answer": a * b}
        for a, b in LOADS
    ]


def log(path: str, rows: Iterable[object]) -> str:
    """Write a log of JSON lines."""
    Path(path).write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def oracle() -> str:
    """A command that answers requests about eggs."""
    Path("oracle.py").write_text(ORACLE, "utf-8")
    return f"{sys.executable} oracle.py"


def test_a_log_becomes_families_that_answer(potstill: Potstill) -> None:
    log("log.jsonl", [*eggs(), *loads()])
    code, out, err = potstill("induce", "log.jsonl", "-o", "families", "--live", "families", "--json")
    assert code == 2, "a folder that is not there has no live families"
    code, out, err = potstill("induce", "log.jsonl", "-o", "families", "--json")
    assert (code, json.loads(out)["left_out"]) == (0, 0), err
    groups = json.loads(out)["groups"]
    assert [group["lines"] for group in groups] == [9, 8]
    for group in groups:
        assert group["claim"]["exhausted"] is True
        assert int(group["claim"]["size"]) > 100
        assert group["claim"]["pac"] == "vacuous"
        assert group["claim"]["holdouts"]
    names = [group["family"] for group in groups]
    for name in names:
        assert sorted(path.name for path in Path("families").glob(f"{name}.*")) == [
            f"{name}.claim.txt", f"{name}.potstill.json", f"{name}.potstill.statement.json", f"{name}.recipe",
        ]  # fmt: skip
    claim = Path(f"families/{names[0]}.claim.txt").read_text("utf-8")
    assert "S has at most" in claim
    assert "searched to its end" in claim
    for asked, value in (("zoe sells 40 boxes of 9 eggs and keeps 7", 353),):
        code, out, _ = potstill("ask", "families", asked, "--json")
        assert (code, json.loads(out)["value"], json.loads(out)["verified"]) == (0, value, "verified")
    code, out, err = potstill("induce", "log.jsonl", "--live", "families", "--json")
    assert code == 1
    assert {group["missing"] for group in json.loads(out)["groups"]} == {"disjointness"}


def test_the_result_does_not_depend_on_how_it_is_computed(potstill: Potstill) -> None:
    log("log.jsonl", [*eggs(), *loads()])
    alone = potstill("induce", "log.jsonl", "--json")
    assert potstill("induce", "log.jsonl", "--json", "--jobs", "2") == alone
    assert potstill("induce", "-", "--json", stdin=Path("log.jsonl").read_bytes()) == alone


def test_a_command_is_asked(potstill: Potstill) -> None:
    log("log.jsonl", eggs(5))
    code, out, _ = potstill("induce", "log.jsonl", "--json")
    assert (code, json.loads(out)["groups"][0]["missing"]) == (1, "holdout")
    code, out, _ = potstill("induce", "log.jsonl", "--ask", oracle(), "--json")
    assert code == 0
    [group] = json.loads(out)["groups"]
    for each in group["claim"]["questions"] + group["claim"]["holdouts"]:
        a, b, c = (int(word) for word in each["utterance"].split() if word.isdigit())
        assert each["answer"] == a * b - c
    code, out, _ = potstill("induce", "log.jsonl")
    assert code == 1
    assert "missing: a holdout answer that agrees" in out


def test_answers_that_were_kept_are_asked(potstill: Potstill) -> None:
    log("log.jsonl", eggs(5))
    log("more.jsonl", eggs()[5:])
    code, out, _ = potstill("induce", "log.jsonl", "--pool", "more.jsonl", "--json")
    assert code == 0
    pool = {str(each["utterance"]) for each in eggs()[5:]}
    [group] = json.loads(out)["groups"]
    assert {each["utterance"] for each in group["claim"]["holdouts"]} <= pool


def test_a_person_is_asked(potstill: Potstill, monkeypatch: pytest.MonkeyPatch) -> None:
    log("log.jsonl", eggs(5))
    told: list[str] = []

    def typed(*_: object, **__: object) -> str:
        told.append("asked")
        return "" if len(told) > 1 else "no json"

    monkeypatch.setattr(asking.click, "prompt", typed)
    code, _, err = potstill("induce", "log.jsonl", "--ask-me")
    assert code == 1
    assert "eggs and keeps" in err
    assert "no JSON" in err


def test_bad_lines_are_named_and_stop_nothing(potstill: Potstill) -> None:
    lines = [json.dumps(row).encode() for row in eggs()]
    bad = [
        b'{"utterance": "x", "answer": ' + b"1" * 10_000_000 + b"}",
        b'{"utterance": "\xff\xfe", "answer": 1}',
        b"not json",
        b'{"utterance": 3, "answer": 1}',
        b'{"utterance": "x", "answer": NaN}',
        b'{"utterance": "x", "answer": 1, "answer": 2}',
        b"[" * 100_000,
    ]
    Path("log.jsonl").write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join([lines[0], *bad[:4], b"", *lines[1:5], *bad[4:], *lines[5:]])
    )
    code, out, err = potstill("induce", "log.jsonl", "--json")
    assert code == 1
    found = json.loads(out)
    assert (found["left_out"], len(found["groups"])) == (7, 1)
    assert found["groups"][0]["family"] is not None
    assert "log.jsonl:2: left out: the line has 10,000,0" in err
    for number in (3, 4, 5, 11, 12, 13):
        assert f"log.jsonl:{number}: left out: " in err


def test_many_bad_lines_are_counted(potstill: Potstill) -> None:
    Path("log.jsonl").write_text("x\n" * 100, "utf-8")
    code, _, err = potstill("induce", "log.jsonl")
    assert code == 1
    assert "log.jsonl: 80 more lines left out" in err


@pytest.mark.parametrize(
    ("rows", "missing", "said"),
    [
        ([], None, ""),
        (eggs(1), None, ""),
        (eggs(3), "examples", "3 of 5 are there"),
        ([*eggs(), {**eggs()[2], "answer": 59}], "consistency", "keeps 12' => 5"),
        ([{**row, "context": {"day": 1}} for row in eggs()], "examples", "day was the same"),
        ([{**row, "answer": pow(7, 3 + 5 * n, 1009)} for n, row in enumerate(loads()[:6])], None, ""),
    ],
    ids=["empty", "one", "few", "contradiction", "context", "not computable"],
)
def test_what_cannot_be_learnt_is_not_released(
    potstill: Potstill, rows: list[dict[str, object]], missing: str | None, said: str
) -> None:
    log("log.jsonl", rows)
    code, out, _ = potstill("induce", "log.jsonl", "-o", "families", "--json")
    assert code == 1
    assert not Path("families").exists()
    groups = json.loads(out)["groups"]
    assert [group["family"] for group in groups] == [None] * (len(rows) > 1)
    for group in groups:
        assert said in group["detail"]
        assert missing in (None, group["missing"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("none.jsonl",),
        ("log.jsonl", "--ask", "x", "--ask-me"),
        ("log.jsonl", "--ask", "'"),
        ("log.jsonl", "--holdouts", "0"),
        ("log.jsonl", "--teacher"),
        ("log.jsonl", "--cap", "1"),
        ("log.jsonl", "--teacher", "--cap", "-1", "--prices", "1", "1"),
        ("log.jsonl", "--teacher", "--cap", "1", "--prices", "1", "1"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    potstill: Potstill, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.delenv("POTSTILL_TEACHER_URL", raising=False)
    log("log.jsonl", eggs())
    code, out, err = potstill("induce", *arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; sys.exit('no idea')", "exit code 1: no idea"),
        ("print('so')", "no JSON"),
        ("print('1e999')", "too long"),
        ("print('9' * 2_000_000)", "more than 1,000,000 bytes"),
        ("import time; time.sleep(60)", "no answer in 0.5 s"),
    ],
)
def test_a_command_that_gives_no_answer_says_why(program: str, said: str) -> None:
    with pytest.raises(NoReply, match=said):
        Command((sys.executable, "-c", program), 0.5 if "sleep" in program else 60)("x")


def test_a_command_is_given_the_request_and_no_shell() -> None:
    echo = "import json, sys; print(json.dumps([json.load(sys.stdin), sys.argv[1:]]))"
    command = Command((sys.executable, "-c", echo, "$(touch hacked); `id`"))
    assert command("ü\n\"'", {"n": 3}) == [
        {"utterance": "ü\n\"'", "context": {"n": Fraction(3)}},
        ["$(touch hacked); `id`"],
    ]
    with pytest.raises(NoReply, match="No such file"):
        Command(("./none",))("x")


TAUGHT = """
family eggs_sold
ask "{who} sells {boxes} boxes of {each} eggs and keeps {kept}"
slot who: words 1..2 flavour
slot boxes: int 1..1000
slot each: int 1..1000
slot kept: int 0..1000
where kept <= boxes * each
answer boxes * each - kept
"""


def test_a_teacher_writes_what_induction_cannot(potstill: Potstill, monkeypatch: pytest.MonkeyPatch) -> None:
    # Five requests and nobody to ask: induction has no holdout, and releases nothing.
    log("log.jsonl", eggs(5))
    with serving(completion(f"```recipe\n{TAUGHT}```")) as server:
        monkeypatch.setenv("POTSTILL_TEACHER_URL", server.url)
        monkeypatch.setenv("POTSTILL_TEACHER_MODEL", "scripted")
        options = ("--teacher", "--cap", "5", "--prices", "1", "2")
        code, out, err = potstill("induce", "log.jsonl", "-o", "families", "--json", *options)
    assert code == 0, err
    [group] = json.loads(out)["groups"]
    assert (group["family"], group["claim"]) == ("eggs_sold", None)
    assert "taught in 1 rounds" in group["detail"]
    assert potstill("ask", "families", "zoe sells 4 boxes of 9 eggs and keeps 7")[:2] == (0, "29\n")


def test_a_teacher_that_could_cost_too_much_is_not_asked(
    potstill: Potstill, monkeypatch: pytest.MonkeyPatch
) -> None:
    log("log.jsonl", eggs(5))
    with serving() as server:
        monkeypatch.setenv("POTSTILL_TEACHER_URL", server.url)
        monkeypatch.setenv("POTSTILL_TEACHER_MODEL", "scripted")
        options = ("--teacher", "--cap", "0.000001", "--prices", "1", "2")
        code, out, _ = potstill("induce", "log.jsonl", *options)
        assert server.heard == []
    assert code == 1
    assert "could cost more" in out


SHARE = """
family share
ask "(split|divide) {bill} (among|by) {people}"
slot bill: money USD 1..10_000
slot people: int 1..40
answer round(bill / people, 2, half_up)
example "split $10 among 4" => 2.50
"""


def test_a_family_is_split_by_what_was_rejected(potstill: Potstill) -> None:
    Path("share.recipe").write_text(SHARE, "utf-8")
    Path("good.txt").write_text('split $10 among 4\n{"utterance": "divide $99 by 7"}\n', "utf-8")
    Path("bad.txt").write_text("split $10 among 20\ndivide $7 by 33\n", "utf-8")
    files = ("--accepted", "good.txt", "--rejected", "bad.txt")
    code, out, err = potstill("split", "share.recipe", *files, "-o", "parts")
    assert code == 0, out + err
    assert "is split by a range of one slot: people <= 7" in out
    assert "share → share_accepted" in out
    assert "narrower" in out
    assert err.endswith("2 families in parts\n")
    assert potstill("ask", "parts", "split $10 among 5")[:2] == (0, "2.00\n")
    code, out, _ = potstill("ask", "parts", "split $10 among 20", "--json")
    assert json.loads(out)["family"] == "share_rest"
    code, out, _ = potstill("split", "share.recipe", *files, "--json", "--boundary", "widest")
    found = json.loads(out)
    assert (code, found["proved"], found["separation"]["kind"]) == (0, True, "range")
    assert [part["takes"] for part in found["parts"]] == [True, False]


def test_what_nothing_separates_stays_whole(potstill: Potstill) -> None:
    write_artifact(artifact(SHARE), Path("share.potstill.json"))
    Path("good.txt").write_text("split $10 among 4\n", "utf-8")
    Path("bad.txt").write_text('{"utterance": "split $10 among 4", "context": {}}\n', "utf-8")
    files = ("--accepted", "good.txt", "--rejected", "bad.txt")
    code, out, err = potstill("split", "share.potstill.json", *files, "-o", "parts")
    assert (code, err) == (1, "nothing written\n")
    assert "both accepted and rejected" in out
    code, out, _ = potstill("split", "share.potstill.json", *files, "--json")
    assert (code, json.loads(out)["reason"]) == (1, "contradiction")
    assert not Path("parts").exists()


@pytest.mark.parametrize("line", [b'{"x": 1}', b"{", b'{"utterance": 1}', b"\xff"])
def test_a_request_that_cannot_be_read_is_named(potstill: Potstill, line: bytes) -> None:
    Path("share.recipe").write_text(SHARE, "utf-8")
    Path("good.txt").write_text("split $10 among 4\n", "utf-8")
    Path("bad.txt").write_bytes(line)
    code, _, err = potstill("split", "share.recipe", "--accepted", "good.txt", "--rejected", "bad.txt")
    assert code == 2
    assert "bad.txt" in err


def test_what_a_terminal_would_obey_is_shown(potstill: Potstill) -> None:
    rows = [{**row, "utterance": f"{row['utterance']} \x1b[2J\x9b31m\u202e\x07"} for row in eggs(5)]
    log("log.jsonl", rows)
    Path("bad\x1b[31m.jsonl").write_text("x", "utf-8")
    for path in ("log.jsonl", "bad\x1b[31m.jsonl"):
        code, out, err = potstill("induce", path)
        assert code == 1
        assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(out + err)
