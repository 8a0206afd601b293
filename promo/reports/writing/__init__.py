"""Writing a report: drafts, blocks, templates, publishing."""
