"""Training samples: real clips and photos, and captioned scenes composed from cut-outs."""
