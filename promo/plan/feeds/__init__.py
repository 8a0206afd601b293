"""Secret calendar addresses."""
