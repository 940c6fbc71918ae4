"""A Slack of our own: its Web API, its deliveries and its people, in memory. To try Giftline, and to test it.

It knows nothing of Giftline: whatever works against it talks to Slack as Slack is documented.
"""
