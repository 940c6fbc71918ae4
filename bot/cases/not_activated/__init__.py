"""The card was printed but never activated at the till."""
