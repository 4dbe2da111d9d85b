"""Write the JSON Schemas in ``spec/schemas`` from the codec's own description of the format.

Usage: ``python tools/make_schemas.py``
"""

from __future__ import annotations

import json
from pathlib import Path

from potstill.ir import artifact, codec
from potstill.ir.statement import envelope, payload

FOLDER = Path(__file__).parent.parent / "spec" / "schemas"


def schemas() -> dict[Path, str]:
    """The text of each file."""
    made = {
        "family": codec.schema(),
        "artifact": artifact.schema(),
        "envelope": envelope.schema(),
        "statement": payload.schema(),
    }
    return {
        FOLDER / f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in made.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in schemas().items():
        path.write_text(text, "utf-8")
