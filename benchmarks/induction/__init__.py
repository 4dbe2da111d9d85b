"""Induction on task families that somebody else wrote: what is released, and whether it is right."""
