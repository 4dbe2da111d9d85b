"""Write the report on seeded faults, ``docs/seeded-faults.md``, from ``tests/faults/faults.toml``.

    python tools/make_faults_report.py            rewrite the report
    python tools/make_faults_report.py --check    exit 1 if it differs
"""

from __future__ import annotations

import sys
from pathlib import Path

# The table and its reader are the suite's.
sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.faults.report import DOCUMENT, document
from tests.faults.table import faults


def main(arguments: list[str]) -> int:
    """The exit code: 1 if the report was to be checked, and differs."""
    text = document(faults())
    if "--check" in arguments:
        return int(not DOCUMENT.exists() or DOCUMENT.read_text("utf-8") != text)
    DOCUMENT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
