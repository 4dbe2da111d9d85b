"""The command line: what each command prints, and its exit code."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from potstill.cli import COMMANDS, main
from tests.recipes import CALL, DOUBLE, DOUBLE_AGAIN, DUE, GREET, HALF

Potstill = Callable[..., tuple[int, str, str]]


@pytest.fixture
def potstill(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Potstill:
    """Run the command line in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potstill", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    return run


@pytest.fixture
def artifacts(potstill: Potstill) -> Potstill:
    """The same, in a folder where ``artifacts`` holds a few families."""
    for name, text in (("double", DOUBLE), ("half", HALF), ("due", DUE), ("greet", GREET), ("call", CALL)):
        Path(f"{name}.recipe").write_text(text, "utf-8")
    code, _, err = potstill("build", ".", "-o", "artifacts")
    assert code == 0, err
    return potstill


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(potstill: Potstill, command: str) -> None:
    code, out, _ = potstill(command, "--help")
    assert code == 0
    assert f"potstill {command}" in out


def test_version_says_which_build(potstill: Potstill) -> None:
    code, out, _ = potstill("--version")
    assert code == 0
    assert out.startswith("potstill ")
    assert "pure Python" in out or "compiled" in out


def test_a_new_recipe_compiles_and_answers(potstill: Potstill) -> None:
    assert potstill("new", "my-tip.recipe")[0] == 0
    code, out, _ = potstill("check", "my-tip.recipe")
    assert code == 0, out
    assert "my_tip" in out
    assert potstill("build", "my-tip.recipe", "-o", "artifacts")[0] == 0
    code, out, _ = potstill("ask", "artifacts", "what is a 20% tip on $45", "--json")
    assert code == 0
    assert json.loads(out)["value"] == {"tip": "9.00", "total": "54.00"}
    code, _, err = potstill("new", "my-tip.recipe")
    assert code == 2
    assert "exists" in err


def test_check_shows_what_is_wrong(potstill: Potstill) -> None:
    Path("good.recipe").write_text(DOUBLE, "utf-8")
    Path("bad.recipe").write_text(DOUBLE.replace("n * 2", "m * 2"), "utf-8")
    code, out, _ = potstill("check", "good.recipe", "bad.recipe")
    assert code == 1
    assert "bad.recipe" in out
    assert "^" in out
    assert "refused" in out
    code, out, _ = potstill("check", "bad.recipe", "--json")
    (report,) = json.loads(out)
    assert code == 1
    assert report["accepted"] is False
    assert report["diagnostics"][0]["code"].startswith("E")


def test_build_is_all_or_nothing(potstill: Potstill) -> None:
    Path("good.recipe").write_text(DOUBLE, "utf-8")
    Path("bad.recipe").write_text(HALF.replace("answer", "anser"), "utf-8")
    code, _, err = potstill("build", ".", "-o", "artifacts")
    assert code == 1
    assert "nothing written" in err
    assert not Path("artifacts").exists()


def test_build_refuses_two_families_of_one_name(potstill: Potstill) -> None:
    Path("one.recipe").write_text(DOUBLE, "utf-8")
    Path("two.recipe").write_text(DOUBLE_AGAIN, "utf-8")
    code, _, err = potstill("build", ".", "-o", "artifacts")
    assert code == 1
    assert "one.recipe" in err
    assert "two.recipe" in err


def test_fmt_is_idempotent(potstill: Potstill) -> None:
    Path("a.recipe").write_text("family a ask 'hello'   answer 1 # why\n", "utf-8")
    assert potstill("fmt", "--check", "a.recipe")[0] == 1
    assert potstill("fmt", "a.recipe")[0] == 0
    once = Path("a.recipe").read_text("utf-8")
    assert "# why" in once
    assert potstill("fmt", "--check", "a.recipe")[0] == 0
    assert potstill("fmt", "a.recipe")[0] == 0
    assert Path("a.recipe").read_text("utf-8") == once


def test_ask(artifacts: Potstill) -> None:
    code, out, err = artifacts("ask", "artifacts", "double 21")
    assert (code, out) == (0, "42\n")
    assert "unverified" in err
    code, out, _ = artifacts("ask", "artifacts", "what day is it in 3 days", "-c", "today=2024-02-28")
    assert (code, out) == (0, "2024-03-02\n")
    code, out, err = artifacts("ask", "artifacts", "what day is it in 3 days")
    assert (code, out) == (1, "")
    assert "context_missing" in err
    code, _, err = artifacts("ask", "artifacts", "what day is it in 3 days", "-c", "today=28")
    assert code == 2
    assert "today" in err


def test_ask_with_names(artifacts: Potstill) -> None:
    Path("names.json").write_text('{"people": ["Ann Lee"]}', "utf-8")
    code, out, _ = artifacts("ask", "artifacts", "call ann lee", "--names", "names.json", "--json")
    assert code == 0
    assert json.loads(out)["value"] == "Ann Lee"
    assert json.loads(out)["binding"].startswith("sha256:")
    Path("names.json").write_text('{"people": 3}', "utf-8")
    assert artifacts("ask", "artifacts", "call ann lee", "--names", "names.json")[0] == 2


def test_explain(artifacts: Potstill) -> None:
    code, out, _ = artifacts("explain", "artifacts", "double 21")
    assert code == 0
    assert "n = 21" in out
    code, out, _ = artifacts("explain", "artifacts", "double trouble")
    assert code == 1
    assert "breaks off" in out
    assert "nearest: double" in out
    code, out, _ = artifacts("explain", "artifacts", "half of 7", "--json")
    assert code == 1
    assert json.loads(out)["readings"][0]["reason"] == "condition"


def test_run(artifacts: Potstill) -> None:
    asked = 'double 2\n\n{"utterance": "what day is it in 1 day", "context": {"today": "2024-01-01"}}\nwho\n'
    code, out, _ = artifacts("run", "artifacts", stdin=asked.replace("1 day", "1 days"))
    replies = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [reply["value"] for reply in replies] == [4, "2024-01-02", None]
    code, out, _ = artifacts("run", "artifacts", "-c", "today=28", stdin="what day is it in 2 days\n")
    assert code == 1
    assert "today" in json.loads(out)["error"]
    Path("asked.txt").write_text("double 2\ndouble 3\n", "utf-8")
    code, out, err = artifacts("run", "artifacts", "asked.txt", "--progress")
    assert code == 0
    assert [json.loads(line)["value"] for line in out.splitlines()] == [4, 6]
    assert "2 asked, 2 answered" in err


def test_show(artifacts: Potstill) -> None:
    code, out, err = artifacts("show", "artifacts/double.potstill.json", "--graph", "double.svg")
    assert code == 0, err
    assert "(double|twice) {n}" in out
    assert "mul" in out
    root = ElementTree.parse("double.svg").getroot()
    assert root.tag.endswith("svg")
    assert any("answer" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))
    code, out, _ = artifacts("show", "half.recipe", "--json")
    assert code == 0
    assert json.loads(out)["artifact"]["family"]["name"] == "half"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "nowhere", "double 2"),
        ("ask", "empty", "double 2"),
        ("check", "nowhere.recipe"),
        ("check", "empty"),
        ("build", "empty", "-o", "artifacts"),
        ("nonsense",),
        ("ask", "artifacts", "double 2", "-c", "today"),
        ("show", "broken.potstill.json"),
        ("show", "asked.bin"),
    ],
)
def test_what_cannot_run_says_why(artifacts: Potstill, arguments: tuple[str, ...]) -> None:
    Path("empty").mkdir()
    Path("broken.potstill.json").write_text("{", "utf-8")
    Path("asked.bin").write_bytes(b"\xff\xfe\x00")
    code, out, err = artifacts(*arguments)
    assert code == 2
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_watch_runs_again_when_a_file_changes(tmp_path: Path) -> None:
    recipe = tmp_path / "double.recipe"
    recipe.write_text(DOUBLE, "utf-8")
    command = [sys.executable, "-u", "-m", "potstill.cli", "check", str(tmp_path), "--watch"]
    # A process in the background of a script inherits that interrupts are ignored, and so would this one.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, inherited)
    try:
        assert watching.stdout is not None
        assert any("accepted" in line for line in watching.stdout)
        recipe.write_text(DOUBLE.replace("n * 2", "m * 2"), "utf-8")
        assert any("refused" in line for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        watching.communicate(timeout=30)
    finally:
        watching.kill()
        watching.communicate()
    assert watching.returncode == 130


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(potstill: Potstill, shell: str) -> None:
    code, out, _ = potstill("completion", shell)
    assert code == 0
    assert "_POTSTILL_COMPLETE" in out


def test_a_missing_extra_is_named(potstill: Potstill, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("potstill.cli.check", "lark"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("potstill.compiler")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "potstill.cli.recipes", raising=False)
    monkeypatch.setitem(sys.modules, "lark", None)
    code, _, err = potstill("check", "x.recipe")
    assert code == 2
    assert "potstill[compile]" in err
