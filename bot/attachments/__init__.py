"""Files that people send: what they may be, and how they are made harmless before anything is stored."""
