"""A page's growth: figures, charts, table, exports."""
