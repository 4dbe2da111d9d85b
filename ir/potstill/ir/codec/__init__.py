"""Families as plain JSON data and back: exact, strict, one encoding for each family.

``spec/ir.md`` is the format in prose and ``spec/schemas/family.schema.json`` in JSON Schema; both directions
and the schema come from one description, derived from the dataclasses of the IR.
"""

from __future__ import annotations

from potstill.ir.codec.document import decode, encode, schema
from potstill.ir.codec.faults import Fault, Malformed

__all__ = ["Fault", "Malformed", "decode", "encode", "schema"]
