"""What a brand's cards are like: facts as data, typed. Pure; another retailer is another YAML file."""
