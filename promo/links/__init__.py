"""Secret addresses for people without an account: only the hash of each is kept."""
