"""The account has used up its tries and must wait."""
