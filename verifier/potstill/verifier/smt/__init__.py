"""Programs as SMT-LIB text, questions about them to a solver, and its models back as points.

What has an exact encoding gets it; the rest may be any value of its type, so that only ``unsat`` is a proof.
"""
