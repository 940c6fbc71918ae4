"""The card belongs to another country than the account, or is in another currency."""
