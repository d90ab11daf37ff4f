from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support.runs import result_of, run_info

from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.submission import write_submission


@pytest.mark.parametrize(('reader', 'names'), [
    ('got10k', ['a/a_001.txt', 'a/a_time.txt', 'b/b_001.txt', 'b/b_time.txt']), ('trackingnet', ['a.txt', 'b.txt'])])
def test_archive_is_laid_out_as_the_server_wants_it(tmp_path: Path, reader: str, names: list[str]) -> None:
    folder = RunFolder.create(tmp_path / 'run', run_info(reader=reader))
    for sequence in 'ab':
        folder.write(sequence, result_of([[1, 2, 3, 4]] * 2))
    with zipfile.ZipFile(write_submission(folder)) as archive:
        assert sorted(archive.namelist()) == names
        assert archive.read(names[0]) == b'1.000,2.000,3.000,4.000\n' * 2


def test_others_have_no_server(tmp_path: Path) -> None:
    assert write_submission(RunFolder.create(tmp_path / 'run', run_info())) is None
