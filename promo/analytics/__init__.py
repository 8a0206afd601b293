"""Pure functions: a DataFrame or plain values in, a DataFrame or a frozen dataclass out. No database, no clock."""
