"""Saved views: named states of the list of posts."""
