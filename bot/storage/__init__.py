"""Tables, repositories and migrations: the only folder that speaks SQL."""
