"""The rules of tickets: what one is, and when two requests are the same one. Pure."""
