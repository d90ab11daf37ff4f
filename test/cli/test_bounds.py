from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.cli.main import main

HEADER = 'frame,margin,kappa,competitors,tokens,excluded,failed'


def write(path: Path, failed: int, rows: int = 200) -> Path:
    """Half of the frames have kappa 0.5, half -0.5; margins are wide, so that hardly any failure is allowed."""
    lines = [f'{i},3.0,{0.5 if i % 2 else -0.5},4,9,0,{int(i < failed)}' for i in range(rows)]
    path.write_text('\n'.join([HEADER, *lines]) + '\n')
    return path


def holds(output: str) -> list[str]:
    return [line.split()[-1] for line in output.splitlines()[1:]]


def test_a_run_within_its_bounds(tmp_path: Path, capsys) -> None:
    path = write(tmp_path / 'run.csv', failed=0)
    assert main(['bounds', str(path), '--sigma', '1', '--thresholds', '5', '--plot', str(tmp_path / 'a.png')]) == 0
    output = capsys.readouterr().out
    assert holds(output) == ['yes'] * 4, 'no frame has kappa 1'
    assert [line.split()[1] for line in output.splitlines()[1:]] == ['200', '200', '100', '100']
    assert np.unique(cv2.imread(str(tmp_path / 'a.png'))).size > 2


def test_more_failures_than_the_bounds_allow(tmp_path: Path, capsys) -> None:
    assert main(['bounds', str(write(tmp_path / 'run.csv', failed=100)), '--sigma', '1', '--thresholds', '3']) == 0
    assert holds(capsys.readouterr().out) == ['no', 'no']


@pytest.mark.parametrize(('content', 'cause'), [
    ('margin,kappa\n1,2\n', 'there is no column competitors, of margin, kappa'),
    (HEADER + '\n', 'one value a frame'), (HEADER + '\n0,a,0,1,1,0,0\n', "could not convert string to float: 'a'"),
    (HEADER + '\n0,1\n', 'run.csv: '), (HEADER + '\n0,nan,0,1,1,0,0\n', 'margins has values that are not finite'),
    (HEADER + '\n0,1,0,1,0,0,0\n', 'tokens should be from 1 up'), ('\xff\xfe', 'run.csv: ')])
def test_a_wrong_file_is_one_line(tmp_path: Path, capsys, content: str, cause: str) -> None:
    (tmp_path / 'run.csv').write_bytes(content.encode('latin-1'))
    assert main(['bounds', str(tmp_path / 'run.csv'), '--sigma', '1']) == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker bounds: ') and cause in error and error.count('\n') == 1


@pytest.mark.parametrize('sigma', ['0', '-1', 'inf', 'nan', 'wide'])
def test_a_wrong_sigma_is_one_line(capsys, sigma: str) -> None:
    with pytest.raises(SystemExit):
        main(['bounds', 'run.csv', f'--sigma={sigma}'])
    assert f'{sigma!r} is not a number above 0' in capsys.readouterr().err
