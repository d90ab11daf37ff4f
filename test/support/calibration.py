"""Files as ROS's camera_calibration writes them."""
from pathlib import Path

import yaml

FOCAL_PX = 300.0
DISTORTION = [0.1, -0.2, 0.001, 0.002, 0.0]


def calibration(width: int, height: int) -> dict:
    x, y = width / 2, height / 2
    matrices = {'camera_matrix': (3, 3, [FOCAL_PX, 0.0, x, 0.0, FOCAL_PX, y, 0.0, 0.0, 1.0]),
                'distortion_coefficients': (1, 5, DISTORTION),
                'rectification_matrix': (3, 3, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
                'projection_matrix': (3, 4, [FOCAL_PX, 0.0, x, 0.0, 0.0, FOCAL_PX, y, 0.0, 0.0, 0.0, 1.0, 0.0])}
    return {'image_width': width, 'image_height': height, 'camera_name': 'front', 'distortion_model': 'plumb_bob',
            **{name: {'rows': rows, 'cols': columns, 'data': data} for name, (rows, columns, data) in matrices.items()}}


def write_calibration(path: Path, width: int, height: int) -> Path:
    path.write_text(yaml.safe_dump(calibration(width, height)), encoding='utf-8')
    return path
