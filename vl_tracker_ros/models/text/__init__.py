"""Text encoders: token features of a sentence, once a command."""
