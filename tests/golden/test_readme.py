"""Tutorials do what they say, from top to bottom, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _console(text: str, folder: Path) -> None:
    """Run each ``$ potstill …``; what follows it must be among the lines that it prints, in order."""
    for command, expected in re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", text, re.MULTILINE):
        program, *arguments = shlex.split(command)
        assert program == "potstill"
        done = subprocess.run(
            [sys.executable, "-m", "potstill.cli", *arguments],
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        printed = iter(done.stdout.splitlines())
        for line in expected.splitlines():
            assert line in printed, f"{command}\n{done.stdout}"


@pytest.mark.parametrize(
    ("page", "least", "files"),
    [
        ("README.md", 4, {"recipe"}),
        ("docs/verifying.md", 10, {"recipe"}),
        ("docs/distilling.md", 15, {"jsonl", "text"}),
    ],
)
def test_tutorial(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, least: int, files: set[str]
) -> None:
    blocks = BLOCK.findall((root / page).read_text("utf-8"))
    assert len(blocks) >= least
    assert {kind for kind, _, _ in blocks} == {*files, "console", "python"}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "home"))
    # Programs of a tutorial run in the Python that runs the tests.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    for kind, name, text in blocks:
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        elif kind == "console":
            _console(text, tmp_path)
        else:
            exec(compile(text, page, "exec"), {})


def test_links_lead_somewhere(root: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (root / "README.md").read_text("utf-8"))
    missing = [link for link in links if not (root / link).exists()]
    assert links
    assert missing == []
