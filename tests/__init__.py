"""Tests. A folder here tests the folder of the same name in bot/; whole_path and browser test them all."""
