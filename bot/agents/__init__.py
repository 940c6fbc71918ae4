"""Who works at the desk: people, their roles, passwords and sessions. Pure: no database, no web."""
