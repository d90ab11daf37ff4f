"""Models by name: `create_model('mvlm_tiny')`.

A tracker of another package joins by an entry point in the group `vl_tracker_ros.models`, whose module calls
`register_model` when imported.
"""
from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points

from vl_tracker_ros.models.base import TrackerModel

_BUILDERS: dict[str, Callable[[], TrackerModel]] = {}
_OWN_MODULES = tuple(f'vl_tracker_ros.models.{name}'
                     for name in ('mvlm', 'atstrack', 'all_in_one', 'cost', 'sdtrack', 'siamese'))


def register_model(name: str, builder: Callable[[], TrackerModel]) -> None:
    """Make `builder` known under `name`. Raises ValueError when the name is taken by another builder."""
    if _BUILDERS.get(name, builder) is not builder:
        raise ValueError(f'model name {name!r} is already taken')
    _BUILDERS[name] = builder


def _import_all() -> None:
    for module in _OWN_MODULES:
        import_module(module)
    for point in entry_points(group='vl_tracker_ros.models'):
        point.load()


def list_models() -> list[str]:
    """Names that `create_model` takes, sorted."""
    _import_all()
    return sorted(_BUILDERS)


def create_model(name: str) -> TrackerModel:
    """A new model with random weights. Raises KeyError naming the known models."""
    _import_all()
    if name not in _BUILDERS:
        raise KeyError(f'no model {name!r}; known: {", ".join(sorted(_BUILDERS))}')
    return _BUILDERS[name]()
