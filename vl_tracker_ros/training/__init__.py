"""Training of a tracker: tokenizer, batches, loop."""
