"""A campaign's page."""
