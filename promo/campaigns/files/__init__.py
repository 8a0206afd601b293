"""Files of a campaign, for the team: contracts, briefs, screenshots."""
