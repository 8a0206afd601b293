"""Pictures and short videos of items."""
