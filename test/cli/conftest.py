from pathlib import Path

import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle

from vl_tracker_ros.media.scene import Absence, Scene, SceneObject
from vl_tracker_ros.media.video_writer import VideoWriter


@pytest.fixture(scope='session')
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two bundles: 'colour', and 'box_follower', which needs a box."""
    root = tmp_path_factory.mktemp('bundles')
    (root / 'colour').mkdir()
    write_colour_bundle(root / 'colour')
    write_box_follower(root / 'box_follower')
    return root


@pytest.fixture(autouse=True)
def bundle_path(bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(bundles))


@pytest.fixture(scope='session')
def scene() -> Scene:
    """A red ball and a blue box; the ball is hidden in frames 40 to 54."""
    return Scene(1, 80, (320, 240), [SceneObject('ball', 'red'), SceneObject('box', 'blue')],
                 [Absence('red ball', 40, 15)])


@pytest.fixture(scope='session')
def clip(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('clips') / 'scene.mp4'
    with VideoWriter(path, 30.0) as writer:
        for frame in scene:
            writer.write(frame.image)
    return path
