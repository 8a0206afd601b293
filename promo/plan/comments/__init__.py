"""Remarks about items: the team's own, and those with the client."""
