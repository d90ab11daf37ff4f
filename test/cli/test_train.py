"""How a training that is interrupted ends: as a process, with its exit code, one line, and a run that goes on."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from support.checkout import CHECKOUT
from support.tiny_data import write_tiny_data
from support.tiny_run import TRAINING, install_tiny_model, write_yaml

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.training import run
from vl_tracker_ros.training.stop_request import TrainingStopped

PATIENCE_S = 300
PROGRAM = """
import sys
from functools import partial
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.training import run
run._TOKENIZER_BATCHES, run.Validation = 1, partial(run.Validation, batches=1, size=48)     # fewer samples than usual
sys.exit(main())
"""


def wait_for(path: Path, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE_S
    while not path.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.1)


def test_a_training_whose_process_group_is_terminated_is_saved(tmp_path: Path) -> None:
    config = write_yaml(tmp_path / 'train.yaml', {**TRAINING, 'steps': 10 ** 6, 'checkpoint_steps': 2, 'workers': 1})
    path = [install_tiny_model(tmp_path / 'site'), CHECKOUT / 'test', CHECKOUT]
    command = [sys.executable, '-c', PROGRAM, 'train', config, '--out', tmp_path / 'run',
               '--data', write_tiny_data(tmp_path / 'data')]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, 'PYTHONPATH': os.pathsep.join(map(str, path))},
                               start_new_session=True)
    try:
        wait_for(tmp_path / 'run' / 'resume.pt', process)
        assert process.poll() is None, process.communicate()
        os.killpg(process.pid, signal.SIGTERM)      # as `timeout` does: its workers are of the group
        _, error = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    step = torch.load(tmp_path / 'run' / 'resume.pt', weights_only=True)['progress']['step']
    assert step >= 2 and process.returncode == 143
    assert error.splitlines()[-1] == (f'vl-tracker train: stopped by SIGTERM after step {step} of 1000000; the run is '
                                      'saved, and the same command goes on with it')


@pytest.mark.parametrize(('signum', 'code'), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_exit_code_is_that_of_the_signal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                             signum: signal.Signals, code: int) -> None:
    def stop(*arguments: object) -> None:
        raise TrainingStopped(signum, 7, 12)

    monkeypatch.setattr(run, 'train', stop)
    assert main(['train', 'a.yaml', '--data', 'data', '--out', 'run']) == code
    assert capsys.readouterr().err == (f'vl-tracker train: stopped by {signum.name} after step 7 of 12; the run is '
                                       'saved, and the same command goes on with it\n')


def test_settings_reach_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    monkeypatch.setattr(run, 'train', lambda *arguments: given.extend(arguments))
    assert main(['train', 'a.yaml', '--set', 'steps=5', '--set', 'seed=2', '--data', 'data', '--out', 'run']) == 0
    assert given == [Path('a.yaml'), Path('data'), Path('run'), ['steps=5', 'seed=2']]
