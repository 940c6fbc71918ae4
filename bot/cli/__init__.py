"""The `giftline` command. Each file is one group of commands; they parse, call, print, exit."""
