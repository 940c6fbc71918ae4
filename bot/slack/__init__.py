"""What Slack is to Giftline: places, threads that show a conversation, and the text of its messages. Pure."""
