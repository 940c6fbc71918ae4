"""Rasa SDK actions: read what was understood, call one service, say its reply, return events.

The app serves them on its action webhook; they decide nothing and know no SQL.
"""
