"""Blocks and standing texts that reports begin with: the agency's, and each client's."""
