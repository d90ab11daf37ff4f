"""From a spoken or typed sentence to token features."""
