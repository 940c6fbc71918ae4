"""What supervisors read of many conversations at once. Pure: facts in, figures out."""
