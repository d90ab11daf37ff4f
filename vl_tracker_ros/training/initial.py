"""A run begins with the weights of an earlier one: fine-tuning, or a backbone that was trained in another tracker."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.checkpoint import check_finite
from vl_tracker_ros.models.exported import read_state


@dataclass(frozen=True)
class Taken:
    """The names of the weights taken from a file that has `in_file`, into a model that has `in_model`."""

    path: Path
    names: tuple[str, ...]
    in_file: int
    in_model: int

    @property
    def folder(self) -> Path:
        """Where the tokenizer of these weights is."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def has_words(self) -> bool:
        """Whether the text encoder's are among them."""
        return any(name.startswith('text.') for name in self.names)

    def __str__(self) -> str:
        count = len(self.names)
        return (f'{self.path}: {count} of its {self.in_file} weights taken, {self.in_file - count} left; '
                f'{self.in_model - count} of the model are not in it')


def load_initial(model: TrackerModel, path: Path) -> Taken:
    """Take the weights of a checkpoint, or of a bundle's folder, that have the name and shape of one of the model's.

    The others stay as they are. Raises CheckpointError when nothing fits or a weight is not finite, BundleError and
    OSError.
    """
    found, own = read_state(path), model.state_dict()
    fitting = {name: value for name, value in found.items() if name in own and value.shape == own[name].shape}
    if not fitting:
        raise CheckpointError(f'{path}: none of its {len(found)} weights has the name and shape of one of the model')
    check_finite(fitting, str(path))
    model.load_state_dict(fitting, strict=False)
    return Taken(path, tuple(fitting), len(found), len(own))
