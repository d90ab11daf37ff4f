"""What every runtime offers: one network file, run on fixed-shape arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

Arrays = dict[str, np.ndarray]


class EngineError(RuntimeError):
    """A runtime that is not there, or a network that it cannot load or run, said in one line."""


class RuntimeNotUsable(EngineError):
    """A runtime that cannot run here what another one can: auto passes it over. The line is the reason alone."""


class Engine(Protocol):
    """One network of a bundle, loaded by one runtime.

    A runtime's first run is its slowest: `Tracker.warm_up` makes it before the first image.
    """

    input_names: tuple[str, ...]
    output_names: tuple[str, ...]

    def run(self, feeds: Arrays) -> Arrays:
        """Run the network once; `feeds` and the result are keyed by the names of the network contract.

        Raises EngineError when a feed is missing, unknown, or of another shape or type than the network's
        input.
        """

    def describe(self) -> str:
        """One line for logs and status, made by `EngineOptions.describe`."""


def check_shapes(path: Path, shapes: Mapping[str, Sequence[int | str | None]]) -> None:
    """Raises EngineError unless all sides of a network's inputs are numbers above 0, as the contract says."""
    for name, shape in shapes.items():
        if not all(isinstance(side, int) and side > 0 for side in shape):
            raise EngineError(f'{path}: input {name!r} has no fixed shape: {list(shape)}')


def check_feeds(feeds: Arrays, inputs: Mapping[str, tuple[np.dtype, list[int]]]) -> None:
    """Raises EngineError unless `feeds` are the network's inputs, each of its type and shape."""
    if feeds.keys() != inputs.keys():
        raise EngineError(f'network wants inputs {sorted(inputs)}, got {sorted(feeds)}')
    for name, array in feeds.items():
        dtype, shape = inputs[name]
        if array.dtype != dtype or list(array.shape) != shape:
            raise EngineError(f'network input {name!r} is {dtype} {shape}, got {array.dtype} {list(array.shape)}')
