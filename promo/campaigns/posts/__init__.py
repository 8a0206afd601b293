"""The posts that a campaign is about."""
