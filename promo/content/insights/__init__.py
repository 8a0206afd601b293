"""What can be learnt from a page's posts."""
