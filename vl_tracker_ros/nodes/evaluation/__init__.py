"""Evaluation through the real nodes: sequences are played to them, and what they say is scored."""
