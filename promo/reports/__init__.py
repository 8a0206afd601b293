"""Reports: what clients and bloggers read. Published ones are frozen; they are shared by link, printed and sent."""
