"""The rules of a conversation: its log, who owns it, how a text is made fit to read. Pure."""
