"""The list of campaigns, a client's or all."""
