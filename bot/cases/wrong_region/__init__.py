"""The card belongs to another country than the account."""
