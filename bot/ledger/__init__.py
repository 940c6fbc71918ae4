"""The rules of the ledger: what a card is, what may be true of it, how a file of cards reads. Pure."""
