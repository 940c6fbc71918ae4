"""The site does not accept the code: no such card, a look-alike, or a card closed or on hold."""
