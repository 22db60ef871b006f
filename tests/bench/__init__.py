"""What speed costs here, as ratios within one run: `make bench`."""
