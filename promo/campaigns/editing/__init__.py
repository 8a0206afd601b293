"""Making and changing a campaign."""
