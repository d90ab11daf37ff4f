"""The trackers as torch modules, one folder each, created by name."""
from vl_tracker_ros.models.registry import create_model, list_models, register_model

__all__ = ['create_model', 'list_models', 'register_model']
