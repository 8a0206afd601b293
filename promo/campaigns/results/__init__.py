"""What campaigns cost and brought, beside each other."""
