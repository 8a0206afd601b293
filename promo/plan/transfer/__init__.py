"""Items from files and to files, and whole weeks moved or copied."""
