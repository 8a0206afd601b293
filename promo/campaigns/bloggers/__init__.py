"""Bloggers: who they are, and what working with them brought."""
