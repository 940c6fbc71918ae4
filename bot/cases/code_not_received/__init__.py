"""A card was paid for and never arrived."""
