"""Where the files lie that are not code: `launch/`, `config/` and `package.xml`."""
from pathlib import Path
from typing import Any

import yaml

PACKAGE = 'vl_tracker_ros'


def share_directory(module: Path = Path(__file__)) -> Path:
    """The nearest folder above `module` that is this package's share folder.

    That is the checkout for an editable install, and `<prefix>/share/vl_tracker_ros` for installs by pip and
    colcon, whose modules lie in `<prefix>/lib/python3.x/site-packages`. So neither ROS nor a sourced
    shell is needed. Raises FileNotFoundError if there is neither.
    """
    for folder in module.absolute().parents:
        for share in (folder, folder / 'share' / PACKAGE):
            if (share / 'package.xml').is_file() and (share / 'config').is_dir():
                return share
    raise FileNotFoundError(f'no package.xml and config/ of {PACKAGE} above {module}: is it installed?')


def load_defaults(section: str) -> dict[str, Any]:
    """The parameters of one node as config/tracker.yaml has them."""
    with open(share_directory() / 'config' / 'tracker.yaml', encoding='utf-8') as file:
        return yaml.safe_load(file)[f'/**/{section}']['ros__parameters']
