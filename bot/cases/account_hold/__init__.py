"""The account or its balance is on hold until something has been proven."""
