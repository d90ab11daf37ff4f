"""The pictures of the simulated camera against OpenCV's projection, and the truth about them."""
from __future__ import annotations

import cv2
import numpy as np
import pytest
from support.small_world import BALL, PERSON, WALL, standing

from vl_tracker_ros.simulation.face import Face, box
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.pose import Pose
from vl_tracker_ros.simulation.renderer import Renderer

CAMERA = Pinhole()
POSES = [Pose(), Pose(0.5, -0.7, 0.3), Pose(-1.0, 1.2, -0.4)]


def projected(points_world: np.ndarray, pose: Pose) -> np.ndarray:
    """OpenCV's pixels (N,2) of points (N,3) of the world."""
    from_world = CAMERA.from_world(pose)
    turn, _ = cv2.Rodrigues(from_world.rotation)
    return cv2.projectPoints(points_world, turn, from_world.translation, CAMERA.matrix, None)[0].reshape(-1, 2)


@pytest.mark.parametrize('pose', POSES)
def test_a_figure_is_where_opencv_projects_it(pose: Pose) -> None:
    figure = standing(BALL, 4.0, 0.6)
    sight = Renderer(CAMERA, 0).render(pose, [WALL], [figure])
    (foot_x, foot_y), (_, top_y) = projected(np.array([[4.0, 0.6, 0.0], [4.0, 0.6, figure.height]]), pose)
    x, y, width, height = sight.boxes_xywh_px[figure.name]
    np.testing.assert_allclose([x + width / 2, y + height, y], [foot_x, foot_y, top_y], atol=1e-6)
    reddest = np.argwhere((sight.image[..., 2].astype(int) - sight.image[..., 1]) > 60)
    np.testing.assert_allclose([*reddest.min(0), *reddest.max(0)], [y, x, y + height, x + width], atol=3.0)


@pytest.mark.parametrize('pose', POSES)
def test_a_face_covers_the_pixels_that_opencv_projects_it_to(pose: Pose) -> None:
    face = Face((5.0, -1.0), (4.0, 1.0), 1.5, 40.0)
    renderer = Renderer(CAMERA, 0)
    changed = np.abs(renderer.render(pose, [WALL, face], []).image.astype(int)
                     - renderer.render(pose, [WALL], []).image).max(2) > 50
    corners = projected(np.array([[5.0, -1.0, 0.0], [4.0, 1.0, 0.0], [4.0, 1.0, 1.5], [5.0, -1.0, 1.5]]), pose)
    expected = np.zeros(changed.shape, np.uint8)
    cv2.fillConvexPoly(expected, corners.round().astype(np.int32), 1)
    assert np.count_nonzero(changed == (expected > 0)) > 0.98 * changed.size


def test_what_is_nearer_hides_what_is_behind_it() -> None:
    behind, before = standing(PERSON, 5.0, 0.0), standing(BALL, 3.0, 0.0, height=3.0)
    seen = Renderer(CAMERA, 0).render(Pose(), [WALL], [before, behind]).seen
    assert seen == {behind.name: 0.0, before.name: pytest.approx(1.0, abs=0.15)}      # the image cuts its top off


@pytest.mark.parametrize(('aside', 'seen'), [(0.0, 0.0), (0.5, 0.5), (2.0, 1.0)])
def test_a_box_hides_what_is_behind_it(aside: float, seen: float) -> None:
    figure = standing(BALL, 6.0, 0.0)
    faces = [WALL, *box((3.5, aside), (1.0, 1.0), 2.0, 90.0)]
    sight = Renderer(CAMERA, 0).render(Pose(), faces, [figure])
    assert sight.seen[figure.name] == pytest.approx(seen, abs=0.3)
    assert sight.boxes_xywh_px[figure.name][3] == pytest.approx(CAMERA.focal_px / 6.0)      # that of all of it


def test_what_the_image_cuts_off_counts_as_unseen_and_what_is_behind_the_robot_is_not_there() -> None:
    edge, back = standing(BALL, 4.0, 4.0 * CAMERA.width / 2 / CAMERA.focal_px), standing(PERSON, -2.0, 0.0)
    sight = Renderer(CAMERA, 0).render(Pose(), [WALL], [edge, back])
    assert sight.seen == {edge.name: pytest.approx(0.5, abs=0.1)}
    assert back.name not in sight.boxes_xywh_px


@pytest.mark.parametrize('face', [Face((-2.0, 0.4), (2.0, 0.4), 2.0, 60.0), Face((-3.0, -1.0), (-3.0, 1.0), 2.0, 60.0),
                                  Face((0.05, -3.0), (0.05, 3.0), 2.0, 60.0), Face((1.0, 0.0), (3.0, 0.0), 2.0, 60.0)])
def test_faces_beside_behind_and_at_the_camera_are_drawn_or_left_out(face: Face) -> None:
    assert Renderer(CAMERA, 0).render(Pose(), [WALL, face], []).image.shape == (CAMERA.height, CAMERA.width, 3)


def test_the_same_seed_gives_the_same_images() -> None:
    one, same, other = (Renderer(CAMERA, seed) for seed in (1, 1, 2))
    for _ in range(2):
        image = one.render(Pose(), [WALL], []).image
        assert (image == same.render(Pose(), [WALL], []).image).all()
        assert (image != other.render(Pose(), [WALL], []).image).any()
