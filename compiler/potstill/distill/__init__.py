"""Distillation: from answered requests to verified families, without a model in the loop.

Needs the extras ``compile``, ``verify`` and ``distill``. ``spec/distillation.md`` says what is claimed of
what comes out, and ``docs/distilling.md`` how to use it.
"""
