"""Reference numbers in test/data (what they are stands in its README)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

_DATA = Path(__file__).parents[1] / 'data'


def load_reference(name: str) -> dict[str, np.ndarray]:
    with np.load(_DATA / f'{name}.npz') as arrays:
        return dict(arrays)
