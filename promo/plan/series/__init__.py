"""Items that come again."""
