"""TensorRT: plans built from a bundle's networks, kept in a cache, run without per-frame allocation."""
