"""Calibrations as ROS's camera_calibration writes them."""
from __future__ import annotations

import math
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from sensor_msgs.msg import CameraInfo

_MATRICES = {'camera_matrix': ('k', 9), 'rectification_matrix': ('r', 9), 'projection_matrix': ('p', 12)}


class CalibrationError(ValueError):
    """A file that is no calibration, or one of another image; the line names the file and the cause."""


class Calibration:
    """The calibration of one camera, read from a YAML file; `''` is that of no camera.

    Raises CalibrationError when the file cannot be read, misses a part or holds what are no numbers.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._info = _read(file) if file else None

    def of(self, width: int, height: int) -> CameraInfo:
        """The camera_info of an image, without its header; K[0] == 0 says 'not calibrated' (sensor_msgs/CameraInfo).

        Raises CalibrationError when the calibration was made at another size.
        """
        if self._info is None:
            return CameraInfo(width=width, height=height)
        if (width, height) != (self._info.width, self._info.height):
            raise CalibrationError(f'{self._file}: calibrated at {self._info.width}x{self._info.height}, '
                                   f'but the images have {width}x{height}')
        return deepcopy(self._info)


def _read(file: str) -> CameraInfo:
    try:
        values = yaml.safe_load(Path(file).read_text(encoding='utf-8'))
        info = CameraInfo(width=_side(values, 'image_width'), height=_side(values, 'image_height'),
                          distortion_model=str(values['distortion_model']),
                          d=_numbers(values, 'distortion_coefficients'),
                          **{field: _numbers(values, name, count) for name, (field, count) in _MATRICES.items()})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CalibrationError(f'{file}: cannot be read: {" ".join(str(error).split())}') from error
    except KeyError as error:
        raise CalibrationError(f'{file}: {error.args[0]} is missing') from error
    except (TypeError, ValueError) as error:
        raise CalibrationError(f'{file}: no calibration of a camera: {error}') from error
    if not info.k[0] > 0.0:
        raise CalibrationError(f'{file}: camera_matrix has the focal length {info.k[0]:g}')
    return info


def _side(values: dict[str, Any], name: str) -> int:
    if not isinstance(values[name], int) or values[name] < 1:
        raise ValueError(f'{name} is {values[name]!r}')
    return values[name]


def _numbers(values: dict[str, Any], name: str, count: int | None = None) -> list[float]:
    numbers = [float(value) for value in values[name]['data']]
    if not all(map(math.isfinite, numbers)) or count not in (None, len(numbers)):
        raise ValueError(f'{name} is not {count or "a list of"} finite numbers')
    return numbers
