"""The card has been redeemed, by the account that asks or by another."""
