"""Who has to agree before something is published, and what they said."""
