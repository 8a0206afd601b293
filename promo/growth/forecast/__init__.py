"""A page's forecast: what its followers may be in the next 90 days, and how well that went so far."""
