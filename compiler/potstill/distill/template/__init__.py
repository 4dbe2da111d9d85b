"""Templates from utterances: what they share, and typed slots for what differs.

from potstill.distill.template import generalise

template = generalise(["tip of 20% on $45", "tip of 15% on $30.50"])
template.asks, template.slots, template.read("tip of 10% on $12")
"""

from __future__ import annotations

from potstill.distill.template.generalisation import generalise
from potstill.distill.template.model import MAX_EXAMPLES, Literal, NoTemplate, Policy, Slot, Template

__all__ = ["MAX_EXAMPLES", "Literal", "NoTemplate", "Policy", "Slot", "Template", "generalise"]
