"""The texts about the law, as the agency words them."""
