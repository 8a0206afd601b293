"""Reports as PDF and workbooks."""
