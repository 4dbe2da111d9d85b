"""A pytest plugin for runs on a copy with a fault in it: which tests failed, and which sources they ran.

It goes by two variables of the environment: ``FAULTS_COPY``, the folder that every module of potstill has to
come from, and ``FAULTS_REPORT``, the file to write.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# A run ends where something fails: nobody reads the smallest example.
settings.register_profile(
    "faults", derandomize=True, max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate)
)

_failed: list[str] = []
_passed: list[str] = []
_broken: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that failed, whether in its set-up or itself, or passed."""
    if report.failed:
        _failed.append(report.nodeid)
    elif report.passed and report.when == "call":
        _passed.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file that could not even be read: that catches nothing."""
    if report.failed:
        _broken.append(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write down what happened."""
    copy = Path(os.environ["FAULTS_COPY"]).resolve()
    loaded: list[str] = []
    foreign: list[str] = []
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.split(".")[0].startswith("potstill") and file is not None:
            inside = Path(file).resolve().is_relative_to(copy)
            (loaded if inside else foreign).append(str(Path(file).resolve()))
    told = {
        "failed": list(dict.fromkeys(_failed)),
        "passed": _passed,
        "broken": _broken,
        "loaded": [Path(file).relative_to(copy).as_posix() for file in loaded],
        "foreign": foreign,
    }
    Path(os.environ["FAULTS_REPORT"]).write_text(json.dumps(told), "utf-8")
