"""Files of a campaign: contracts, briefs, screenshots."""
