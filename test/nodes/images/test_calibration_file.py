"""Calibration files: what is read, and what is refused with a line."""
import numpy as np
import pytest
import yaml

from support.calibration import DISTORTION, FOCAL_PX, calibration, write_calibration
from vl_tracker_ros.nodes.images.calibration_file import Calibration, CalibrationError


def test_a_file_becomes_a_camera_info(tmp_path):
    info = Calibration(str(write_calibration(tmp_path / 'camera.yaml', 640, 480))).of(640, 480)
    assert (info.width, info.height, info.distortion_model, list(info.d)) == (640, 480, 'plumb_bob', DISTORTION)
    np.testing.assert_array_equal(info.k.reshape(3, 3), [[FOCAL_PX, 0, 320], [0, FOCAL_PX, 240], [0, 0, 1]])
    np.testing.assert_array_equal(info.p.reshape(3, 4)[:, :3], info.k.reshape(3, 3))


def test_without_a_file_only_the_size_is_said():
    info = Calibration('').of(640, 480)
    assert (info.width, info.height, info.k[0]) == (640, 480, 0.0)


def test_images_of_another_size_are_refused(tmp_path):
    with pytest.raises(CalibrationError, match='calibrated at 640x480, but the images have 1280x720'):
        Calibration(str(write_calibration(tmp_path / 'camera.yaml', 640, 480))).of(1280, 720)


@pytest.mark.parametrize('changes, complaint', [
    ({'image_width': 'wide'}, "image_width is 'wide'"), ({'image_height': -1}, 'image_height is -1'),
    ({'camera_matrix': {'data': [0.0] * 9}}, 'focal length 0'),
    ({'camera_matrix': {'data': [1.0] * 8}}, 'camera_matrix is not 9'),
    ({'distortion_coefficients': {'data': [float('nan')]}}, 'distortion_coefficients'),
    ({'projection_matrix': None}, 'no calibration of a camera'), ({'camera_matrix': {}}, 'data is missing')])
def test_what_is_no_calibration_is_refused_by_name(tmp_path, changes, complaint):
    file = tmp_path / 'camera.yaml'
    file.write_text(yaml.safe_dump(calibration(640, 480) | changes), encoding='utf-8')
    with pytest.raises(CalibrationError, match=complaint) as refused:
        Calibration(str(file))
    assert str(file) in str(refused.value) and '\n' not in str(refused.value)


@pytest.mark.parametrize('content', [None, b'\xff\xfe\x00', b'[unclosed', b'just words', b''])
def test_what_is_no_yaml_mapping_is_refused(tmp_path, content):
    file = tmp_path / 'camera.yaml'
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CalibrationError, match='camera.yaml') as refused:
        Calibration(str(file))
    assert '\n' not in str(refused.value)
