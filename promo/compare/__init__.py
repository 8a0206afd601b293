"""Pages beside each other: growth, engagement among pages of similar size, cadence."""
