"""The work that items need, and each person's own list of it."""
