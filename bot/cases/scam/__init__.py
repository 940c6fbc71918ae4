"""Somebody demands to be paid in gift cards."""
