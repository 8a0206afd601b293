"""Sending a published report: what is said, to whom, and what came of it."""
