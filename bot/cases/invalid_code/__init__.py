"""The site does not accept the code: no such card, a look-alike typed, or a cancelled card."""
