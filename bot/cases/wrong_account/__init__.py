"""Redeemed, but the value went to another account than the one that asks."""
