"""What the model is to learn from conversations: lines that a person reviews first. Pure."""
