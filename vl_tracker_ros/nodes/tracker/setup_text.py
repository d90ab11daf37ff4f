"""What a tracker node runs with, as text: enough to do again what it did."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from vl_tracker_ros import __version__
from vl_tracker_ros.bundle import Bundle


def setup_text(bundle: Bundle, runtime: str, image_topic: str, parameters: Mapping[str, Any]) -> str:
    """YAML that `evaluation.recording.Setup` reads."""
    return yaml.safe_dump({
        'version': __version__, 'bundle': bundle.name, 'bundle_sha256': bundle.sha256, 'runtime': runtime,
        'image': image_topic, 'parameters': dict(parameters)}, sort_keys=False)
