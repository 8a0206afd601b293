"""All clients of a month, for the agency's head."""
