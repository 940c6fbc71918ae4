"""How well the model understands, and what is wrong with what it learns from. Pure: no engine in here."""
