"""Readers of the field's data sets, one file each; by name in DATASETS."""
from vl_tracker_ros.evaluation.datasets.registry import DATASETS, load_dataset

__all__ = ['DATASETS', 'load_dataset']
