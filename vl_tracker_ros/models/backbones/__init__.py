"""Image encoders of the papers and the small ones that stand in for them."""
