"""Pixels to directions, through the distortion that camera_info tells."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

RETURN_TOLERANCE_PX = 0.5     # a direction has to lead back to its pixel
STEPS = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 100, 1e-9)    # OpenCV's own five are a pixel off at the edge

_COEFFICIENTS = {'plumb_bob': (4, 5), 'rational_polynomial': (8,), 'equidistant': (4,)}


class CameraError(ValueError):
    """Camera values, or a pixel of that camera, that lead to no direction; the message says why."""


@dataclass(frozen=True, eq=False)
class CameraModel:
    """A calibrated camera.

    width, height: of the calibrated image [px]; matrix: (3,3) [px]; distortion: coefficients in OpenCV's order;
    fisheye: equidistant distortion. binning and offset [px] lead from pixels of the image as published to those of the
    calibrated one; size_px (2,): of the image as published.
    """

    width: int
    height: int
    matrix: NDArray[np.float64]
    distortion: NDArray[np.float64]
    size_px: NDArray[np.float64]
    fisheye: bool = False
    binning: tuple[int, int] = (1, 1)
    offset: tuple[int, int] = (0, 0)

    @property
    def focal_px(self) -> NDArray[np.float64]:
        """Focal lengths in x and y (2,), in pixels of the published image."""
        return np.diag(self.matrix)[:2] / self.binning

    def check_image(self, width: int, height: int) -> None:
        """Raise CameraError for an image of another size than this camera publishes, up to what binning rounds."""
        if (np.abs(self.size_px - (width, height)) >= 1.0).any():
            raise CameraError('camera_info is of images of {:g}x{:g}, the tracked one has '.format(*self.size_px)
                              + f'{width}x{height}: resized on the way?')

    def to_plane(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of the published image (N,2) to points x/z, y/z of the plane z = 1 of the optical frame, (N,2).

        Raises CameraError for points that are not finite, outside the image, or that the distortion never leads to.
        """
        points = np.asarray(points_px, np.float64).reshape(-1, 2) * self.binning + self.offset
        if not np.isfinite(points).all():
            raise CameraError(f'pixels {np.asarray(points_px).tolist()}: not all of it is finite')
        if (points < -0.5).any() or (points > np.array([self.width, self.height]) + 0.5).any():
            raise CameraError(f'pixels {np.asarray(points_px).tolist()} lie outside the {self.width}x{self.height} of '
                              'camera_info: is it that of another image size?')
        plane = self._undistort(points)
        self._check_return(points, plane)
        return plane

    def _undistort(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.fisheye:
            return cv2.fisheye.undistortPoints(points[:, None], self.matrix, self.distortion).reshape(-1, 2)
        undistort = getattr(cv2, 'undistortPointsIter', cv2.undistortPoints)     # one function from OpenCV 5 on
        return undistort(points[:, None], self.matrix, self.distortion, R=np.eye(3), P=np.eye(3),
                         criteria=STEPS).reshape(-1, 2)

    def _check_return(self, points: NDArray[np.float64], plane: NDArray[np.float64]) -> None:
        """Far outside what was calibrated, polynomials fold back and the iteration ends anywhere."""
        project = cv2.fisheye.projectPoints if self.fisheye else cv2.projectPoints
        rays, still = np.hstack([plane, np.ones((len(plane), 1))]), np.zeros(3)
        returned = project(rays[:, None], still, still, self.matrix, self.distortion)[0].reshape(-1, 2)
        if not (np.abs(returned - points) < RETURN_TOLERANCE_PX).all():
            raise CameraError(f'pixels {points.tolist()}: the distortion of camera_info leads to no direction there')


def camera_model(width: int, height: int, distortion_model: str, distortion: Sequence[float], matrix: Sequence[float],
                 binning: tuple[int, int] = (1, 1), offset: tuple[int, int] = (0, 0),
                 region: tuple[int, int] = (0, 0)) -> CameraModel:
    """The camera of the values of sensor_msgs/CameraInfo: `k` in nine numbers, binning 0 meaning 1, the width and
    height of the region of interest, 0 meaning all.

    Raises CameraError for what is no calibration.
    """
    values = np.asarray(matrix, np.float64)
    coefficients = np.asarray(distortion, np.float64)
    if width < 1 or height < 1:
        raise CameraError(f'camera_info has the size {width}x{height}')
    if values.shape != (9,) or not np.isfinite(values).all() or not np.isfinite(coefficients).all():
        raise CameraError('camera_info: the matrix is not nine finite numbers, or a coefficient is not finite')
    if values[0] <= 0.0 or values[4] <= 0.0:
        raise CameraError(f'camera_info has focal lengths {values[0]:g}, {values[4]:g} px: not calibrated')
    _check_distortion(distortion_model, coefficients)
    step = binning[0] or 1, binning[1] or 1
    size_px = np.array([region[0] or width, region[1] or height], np.float64) / step
    return CameraModel(width, height, values.reshape(3, 3), coefficients, size_px, distortion_model == 'equidistant',
                       step, offset)


def _check_distortion(model: str, coefficients: NDArray[np.float64]) -> None:
    if model == '' and not coefficients.any():
        return          # an ideal camera, as of a simulator
    if model not in _COEFFICIENTS:
        raise CameraError(f'camera_info: distortion model {model!r} is not one of {", ".join(_COEFFICIENTS)}')
    if len(coefficients) not in _COEFFICIENTS[model]:
        raise CameraError(f'camera_info: {model} with {len(coefficients)} coefficients')
