"""Unsubscribing: for people without an account, by the link in each message."""
