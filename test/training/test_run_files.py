from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError

from vl_tracker_ros.training.run_files import read_run, save_run, write_whole

WEIGHTS = {'layer.weight': torch.arange(1e5)}


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    assert read_run(tmp_path) is None
    save_run(tmp_path, WEIGHTS, {'progress': {'step': 3}})
    state = read_run(tmp_path)
    assert state['progress'] == {'step': 3} and torch.equal(state['averaged']['layer.weight'], torch.arange(1e5))
    assert sorted(path.name for path in tmp_path.iterdir()) == ['checkpoint.safetensors', 'resume.pt']


def test_on_a_full_disk_the_last_checkpoint_stays(tmp_path: Path) -> None:
    save_run(tmp_path, WEIGHTS, {'progress': {'step': 3}})
    before = (tmp_path / 'resume.pt').read_bytes()
    (tmp_path / 'resume.pt.part').symlink_to('/dev/full')        # where every byte meets a full disk
    with pytest.raises(OSError, match='resume.pt: cannot be written: '):
        save_run(tmp_path, WEIGHTS, {'progress': {'step': 4}})
    assert (tmp_path / 'resume.pt').read_bytes() == before and not (tmp_path / 'resume.pt.part').is_symlink()
    save_run(tmp_path, WEIGHTS, {'progress': {'step': 5}})          # once there is room again
    assert read_run(tmp_path)['progress'] == {'step': 5}


@pytest.mark.parametrize(('error', 'cause'), [
    (OSError(), 'OSError'), (RuntimeError('write failed\nat line 3'), 'write failed'),
    (SafetensorError('No space left'), 'No space left')])
def test_however_a_writer_fails_the_file_is_named(tmp_path: Path, error: Exception, cause: str) -> None:
    def fail(path: Path) -> None:
        path.write_text('half')
        raise error

    with pytest.raises(OSError, match=f'a.txt: cannot be written: {cause}$'):
        write_whole(tmp_path / 'a.txt', fail)
    assert not list(tmp_path.iterdir())
