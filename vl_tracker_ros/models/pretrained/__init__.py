"""A tracker's backbone begins with public weights: MAE or CAE ViT-B, Fast-iTPN, HiViT, ResNet-50."""
from vl_tracker_ros.models.pretrained.initialise import find_backbone, initialise_backbone

__all__ = ['find_backbone', 'initialise_backbone']
