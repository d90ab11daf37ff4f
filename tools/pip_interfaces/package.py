"""What is generated: a folder of interface files that belong to one ROS package."""
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

KINDS = ('msg', 'srv', 'action')


@dataclass(frozen=True)
class InterfacePackage:
    """The interface files of one ROS package.

    name: the ROS package; folder: absolute path of the folder that holds `msg/`, `srv/` and `action/`.
    """

    name: str
    folder: Path

    @cached_property
    def files(self) -> list[Path]:
        """Absolute paths of all interface files; FileNotFoundError if there is none."""
        files = [path for kind in KINDS for path in sorted((self.folder / kind).glob(f'*.{kind}'))]
        if not files:
            raise FileNotFoundError(f'{self.folder}: no msg/*.msg, srv/*.srv or action/*.action')
        return files

    @property
    def interfaces(self) -> list[str]:
        """`msg/TrackerStatus` and the like."""
        return [f'{path.parent.name}/{path.stem}' for path in self.files]

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in KINDS if any(path.parent.name == kind for path in self.files)]
