"""The list of a page's posts: filters, order, files."""
