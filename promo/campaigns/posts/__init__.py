"""Which posts a campaign is about: promoted by it, or published for it."""
