"""How images and what belongs to them are heard, matched by their stamps, and made into messages."""
