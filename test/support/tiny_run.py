"""Files of a training that takes seconds: its configs, and a package that brings its model by entry point."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TRAINING: dict[str, Any] = {
    'model': 'tiny', 'steps': 3, 'batch_size': 4, 'learning_rate': 0.002, 'weight_decay': 0.02,
    'warmup_steps': 2, 'clip_norm': 2.0, 'ema_decay': 0.9, 'seed': 1, 'threads': 1, 'workers': 0,
    'checkpoint_steps': 100}
RELEASE: dict[str, Any] = {
    'name': 'tiny', 'model': 'tiny', 'tracker': 'mvlm', 'licence': 'Apache-2.0',
    'crop': {'search_factor': 4.0, 'template_factor': 2.0},
    'confidence': {'alpha_corr': 0.5, 'psi_out': 0.3, 'forgetting': 0.6, 'omega': 0.5, 'margin': 'tanh', 'window': 0.4,
                   'global_window': 0.0},
    'gate': {'kind': 'candidate', 'tau': 0.1},
    'state': {'track_score': 0.5, 'lost_score': 0.25, 'confirm_frames': 2, 'lost_frames': 8},
    'template': {'adopt': False, 'adopt_score': 0.8, 'update': 'latest', 'update_interval': 25, 'update_score': 0.7},
    'training': {'data': 'drawn'}}


def write_yaml(path: Path, values: Any) -> Path:
    path.write_text(yaml.safe_dump(values))
    return path


def install_tiny_model(site: Path) -> Path:
    """A package in the folder `site` that registers the model 'tiny'. Returns `site`."""
    metadata = site / 'tiny_trackers-1.0.dist-info'
    metadata.mkdir(parents=True)
    (metadata / 'METADATA').write_text('Metadata-Version: 2.1\nName: tiny-trackers\nVersion: 1.0\n')
    (metadata / 'entry_points.txt').write_text('[vl_tracker_ros.models]\ntiny = tiny_trackers\n')
    (site / 'tiny_trackers.py').write_text(
        'from functools import partial\nfrom support.tiny_mvlm import TINY\n'
        'from vl_tracker_ros.models import register_model\n'
        'from vl_tracker_ros.models.mvlm.network import MVLM\nregister_model("tiny", partial(MVLM, TINY))\n')
    return site
