"""What runs in the engine tier, on Python 3.10 beside Rasa. Imports no library of the app."""
