"""Campaigns: advertising, placements with bloggers, giveaways, and what they really brought."""
