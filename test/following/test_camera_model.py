"""Pixels to directions, against OpenCV's own projection of known points."""
import cv2
import numpy as np
import pytest

from vl_tracker_ros.following.camera_model import CameraError, camera_model

MATRIX = [600.0, 0.0, 320.0, 0.0, 610.0, 240.0, 0.0, 0.0, 1.0]
CAMERAS = {'plumb_bob': [-0.3, 0.1, 0.001, -0.002, -0.01],
           'rational_polynomial': [0.5, -0.2, 0.001, 0.0005, 0.01, 0.8, -0.1, 0.02],
           'equidistant': [-0.02, 0.01, -0.003, 0.001]}


def camera(model='', distortion=(), width=640, height=480, matrix=MATRIX, **extra):
    return camera_model(width, height, model, distortion, matrix, **extra)


@pytest.mark.parametrize('model', CAMERAS)
def test_the_direction_of_a_projected_point_is_the_point(model):
    plane = np.array([[-0.4, -0.3], [0.0, 0.0], [0.35, 0.25], [0.4, -0.3]])
    project = cv2.fisheye.projectPoints if model == 'equidistant' else cv2.projectPoints
    points = np.hstack([plane, np.ones((4, 1))])[:, None] * 3.0
    pixels = project(points, np.zeros(3), np.zeros(3), np.reshape(MATRIX, (3, 3)), np.array(CAMERAS[model]))[0]
    found = camera(model, CAMERAS[model]).to_plane(pixels.reshape(-1, 2))
    np.testing.assert_allclose(found, plane, atol=1e-9)
    assert np.abs(camera().to_plane(pixels.reshape(-1, 2)) - plane).max() > 0.005      # distortion is no trifle here


def test_without_distortion_it_is_a_pinhole():
    np.testing.assert_allclose(camera().to_plane([[320.0, 240.0], [620.0, 240.0], [320.0, 40.0]]),
                               [[0.0, 0.0], [0.5, 0.0], [0.0, -200 / 610]], atol=1e-12)


def test_binned_and_cropped_images_lead_to_the_same_directions():
    halved = camera(binning=(2, 2), offset=(100, 40))
    np.testing.assert_allclose(halved.to_plane([[110.0, 100.0]]), camera().to_plane([[320.0, 240.0]]), atol=1e-12)
    np.testing.assert_allclose(halved.focal_px, [300.0, 305.0])
    np.testing.assert_allclose(camera(binning=(0, 0)).focal_px, [600.0, 610.0])      # CameraInfo: 0 is 1


@pytest.mark.parametrize('region, binning, size_px', [
    ((0, 0), (1, 1), [640, 480]), ((320, 200), (1, 1), [320, 200]), ((320, 200), (2, 2), [160, 100])])
def test_the_published_image_has_the_size_of_its_region_and_binning(region, binning, size_px):
    assert camera(region=region, binning=binning).size_px.tolist() == size_px


@pytest.mark.parametrize('published, width, height', [
    ({}, 640, 480), (dict(region=(320, 200), binning=(2, 2)), 160, 100), (dict(width=641, binning=(2, 2)), 320, 240),
    (dict(width=641, binning=(2, 2)), 321, 240)])
def test_an_image_of_its_size_is_its_own(published, width, height):
    camera(**published).check_image(width, height)


@pytest.mark.parametrize('published, width, height', [
    ({}, 320, 240), ({}, 640, 479), ({}, 0, 0), (dict(binning=(2, 2)), 640, 480), (dict(region=(320, 200)), 640, 480)])
def test_an_image_of_another_size_is_refused(published, width, height):
    with pytest.raises(CameraError, match=f'the tracked one has {width}x{height}'):
        camera(**published).check_image(width, height)


def with_value(index, value):
    return [value if i == index else number for i, number in enumerate(MATRIX)]


@pytest.mark.parametrize('values, complaint', [
    (dict(width=0), '0x480'), (dict(height=0), '640x0'),
    (dict(matrix=with_value(0, 0.0)), 'not calibrated'), (dict(matrix=with_value(4, -1.0)), 'not calibrated'),
    (dict(matrix=[0.0] * 9), 'not calibrated'), (dict(matrix=with_value(2, float('nan'))), 'not nine finite'),
    (dict(matrix=MATRIX[:6]), 'not nine finite'),
    (dict(model='plumb_bob', distortion=[0.1, float('inf'), 0.0, 0.0]), 'not finite'),
    (dict(model='plumb_bob', distortion=[0.1, 0.2, 0.0]), 'plumb_bob with 3 coefficients'),
    (dict(model='equidistant', distortion=[0.1] * 5), 'equidistant with 5'),
    (dict(model='ftheta', distortion=[0.1] * 4), "'ftheta' is not one of"),
    (dict(distortion=[0.1] * 4), "'' is not one of")])
def test_what_is_no_calibration_is_refused(values, complaint):
    with pytest.raises(CameraError, match=complaint):
        camera(**values)


@pytest.mark.parametrize('pixel, complaint', [
    ((700.0, 240.0), 'outside the 640x480'), ((320.0, -3.0), 'outside'), ((float('nan'), 0.0), 'finite'),
    ((float('inf'), 0.0), 'finite')])
def test_a_pixel_that_the_camera_does_not_have_is_refused(pixel, complaint):
    with pytest.raises(CameraError, match=complaint):
        camera().to_plane([pixel])


def test_a_pixel_that_the_distortion_never_leads_to_is_refused():
    folded = camera('plumb_bob', [-0.9, 0.0, 0.0, 0.0])     # its greatest radius is far inside the image
    folded.to_plane([[400.0, 240.0]])
    with pytest.raises(CameraError, match='no direction'):
        folded.to_plane([[639.0, 240.0]])
