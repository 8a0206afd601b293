"""One item of the plan: writing it, its history, its log."""
