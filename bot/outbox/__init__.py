"""What has to leave the house once, told apart from how it is stored and how it is sent. Pure."""
