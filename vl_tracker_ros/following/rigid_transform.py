"""Where one frame lies in another."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class RigidTransform:
    """Leads points of a child frame into its parent: rotation (3,3), translation (3,) [m]."""

    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]

    @classmethod
    def from_quaternion(cls, xyzw: tuple[float, float, float, float],
                        translation: tuple[float, float, float]) -> RigidTransform:
        """Raises ValueError for values that are not finite and for a quaternion that is not of length one."""
        quaternion, offset = np.array(xyzw, np.float64), np.array(translation, np.float64)
        if not np.isfinite(offset).all() or not abs(np.linalg.norm(quaternion) - 1.0) < 1e-3:
            raise ValueError(f'quaternion {quaternion.tolist()}, translation {offset.tolist()}: no transform')
        x, y, z, w = quaternion / np.linalg.norm(quaternion)
        cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
        return cls(np.eye(3) + 2.0 * w * cross + 2.0 * cross @ cross, offset)

    def __matmul__(self, inner: RigidTransform) -> RigidTransform:
        return RigidTransform(self.rotation @ inner.rotation, self.rotation @ inner.translation + self.translation)

    @property
    def inverse(self) -> RigidTransform:
        return RigidTransform(self.rotation.T, -self.rotation.T @ self.translation)
