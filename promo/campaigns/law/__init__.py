"""What the law of a place asks of advertising."""
