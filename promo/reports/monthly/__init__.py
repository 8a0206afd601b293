"""The reports of a month that is over: which clients have theirs, and one click to a draft."""
