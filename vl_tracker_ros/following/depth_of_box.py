"""Three ways to know how far away a box is: a depth image, a known height, the ground that it stands on."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.following.camera_model import CameraModel
from vl_tracker_ros.following.rigid_transform import RigidTransform
from vl_tracker_ros.following.target_point import Depth, DepthError
from vl_tracker_ros.geometry import box_centre

CORE = 0.5              # share of width and height around the centre: less background than the whole box
LEAST_VALID = 0.1       # share of the core's pixels that must have a depth
MAD_TO_SIGMA = 1.4826   # median absolute deviation to standard deviation, of a normal distribution
EDGE_PX = 2.0           # a box that comes this close to the image's edge is cut off by it


def from_depth_image(box_xywh_px: NDArray[np.float64], depth_m: NDArray[np.float32],
                     camera: CameraModel) -> Depth:
    """The median of the box's core and its spread, robustly; pixels without a depth (NaN, 0, infinite) do not count.

    depth_m: (H,W), registered to the camera's image, of its size or scaled as a whole. Raises DepthError.
    """
    core = _core(box_xywh_px, depth_m, camera)
    valid = core[np.isfinite(core) & (core > 0.0)]
    if valid.size < max(1.0, LEAST_VALID * core.size):
        raise DepthError(f'{valid.size} of {core.size} pixels in the middle of the box have a depth')
    median = float(np.median(valid))
    return Depth(median, MAD_TO_SIGMA * float(np.median(np.abs(valid - median))))


def from_height(box_xywh_px: NDArray[np.float64], height_m: float, height_sigma_m: float, box_tolerance: float,
                camera: CameraModel) -> Depth:
    """From the height that an upright target is known to have.

    box_tolerance: standard deviation of a box's height as a share of it. Raises DepthError, CameraError.
    """
    x, y, width, height = box_xywh_px
    middle = x + width / 2
    if y < EDGE_PX or y + height > camera.size_px[1] - EDGE_PX:
        raise DepthError('the box ends at the edge of the image: the target is higher than it')
    top, bottom = camera.to_plane(np.array([[middle, y], [middle, y + height]]))[:, 1]
    z = height_m / (bottom - top)
    return Depth(float(z), float(z * np.hypot(height_sigma_m / height_m, box_tolerance)))


def from_ground(box_xywh_px: NDArray[np.float64], ground_from_camera: RigidTransform, ground_sigma_m: float,
                box_tolerance: float, camera: CameraModel) -> Depth:
    """From where the box stands: its lower edge is on the plane z = 0 of the ground frame.

    ground_sigma_m: how flat the ground is. Raises DepthError, CameraError.
    """
    x, y, width, height = box_xywh_px
    if y + height > camera.size_px[1] - EDGE_PX:
        raise DepthError('the box ends at the edge of the image: where it stands is not seen')
    error_px = box_tolerance * height
    feet = np.array([[x + width / 2, y + height - error_px], [x + width / 2, y + height]])
    down = (ground_from_camera.rotation @ np.column_stack([camera.to_plane(feet), np.ones(2)]).T)[2]
    above_m = ground_from_camera.translation[2]
    if above_m <= 0.0 or down[1] >= 0.0 or down[0] >= 0.0:
        raise DepthError('the foot of the box is at or above the horizon')
    farther, z = -above_m / down
    return Depth(float(z), float(np.hypot(farther - z, ground_sigma_m / abs(down[1]))))


def _core(box_xywh_px: NDArray[np.float64], depth_m: NDArray[np.float32], camera: CameraModel) -> NDArray[np.float32]:
    image, size = camera.size_px, np.array(depth_m.shape[::-1])
    scale = size / image
    if abs(scale[0] / scale[1] - 1.0) > 0.02:
        raise DepthError(f'depth image of {size[0]}x{size[1]} for an image of {image[0]:g}x{image[1]:g}: '
                         'it is not registered to it')
    centre, half = box_centre(box_xywh_px), CORE * box_xywh_px[2:] / 2
    left, top = np.floor(np.clip((centre - half) * scale, 0, size - 1)).astype(int)
    right, bottom = np.ceil(np.clip((centre + half) * scale, 1, size)).astype(int)
    return depth_m[top:bottom, left:right]
