"""How fast Giftline is. Run by people who want to know; no test asserts a figure of speed."""
