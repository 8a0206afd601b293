"""Clients: who they are, who works for them, their labels."""
