"""The agents' side of the app: signing in, their sessions, their pages."""
