"""Who customers are, as the sites that they come from say it. Pure."""
