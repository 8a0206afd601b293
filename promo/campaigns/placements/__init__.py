"""Placements with bloggers: what was agreed, what became of it, and what is to be done."""
