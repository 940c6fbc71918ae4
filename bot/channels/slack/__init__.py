"""Slack as a channel: the way in for customers and agents, and what posts for them. Edges only."""
