"""The code is scratched off or cannot be read, so there is nothing to look up."""
