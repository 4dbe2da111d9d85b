"""A request that the template reads and the family leaves to the fallback: the next thing to learn."""

from __future__ import annotations

from potstill.distill.induction.asking import Asking
from potstill.distill.induction.building import Built
from potstill.distill.induction.setting import Setting
from potstill.distill.induction.steps import Again
from potstill.distill.versions import holds


def learn_outside(setting: Setting, found: Built, asking: Asking, keep: int) -> None:
    """Ask for a request of the pool that is outside of the conditions; ``keep`` questions are for later.

    Raises Again with its answer; NotYet.
    """
    for utterance in asking.pool() if asking.left > keep else ():
        parameters = setting.template.read(utterance)
        if (
            parameters is not None
            and not holds(found.conditions, parameters)
            and asking.ask(utterance, "a request outside of the conditions") is not None
        ):
            raise Again
