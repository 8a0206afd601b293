"""Logo, colours and footer of the agency and its clients."""
