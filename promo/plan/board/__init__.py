"""The items as cards, a column a status."""
