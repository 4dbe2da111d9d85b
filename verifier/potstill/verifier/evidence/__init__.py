"""Evidence that others can check: a second solver's opinion, and its proofs, bound to their queries."""
