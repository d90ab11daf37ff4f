"""Where the package keeps what can be made or fetched again."""
from __future__ import annotations

import os
from pathlib import Path


def cache_folder(name: str = '') -> Path:
    """Folder `name` of the package's part of the user's cache (XDG base directory specification); it may not exist."""
    cache_home = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(cache_home) / 'vl_tracker_ros' / name
