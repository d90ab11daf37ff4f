"""The small text encoder, distilled from a public sentence encoder on the words that a tracker hears."""
