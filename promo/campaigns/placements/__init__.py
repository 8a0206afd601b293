"""Placements with bloggers, and the bloggers."""
