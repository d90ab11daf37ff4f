"""A training that torchrun spreads over two processes of this machine, on the CPU."""
from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkout import CHECKOUT
from support.tiny_run import TRAINING, install_tiny_model, write_yaml


@pytest.fixture(scope='module')
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp('two')
    config = write_yaml(work / 'train.yaml', {**TRAINING, 'steps': 4, 'precision': 'bf16'})
    path = [install_tiny_model(work / 'site'), CHECKOUT / 'test', CHECKOUT]
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join(map(str, path)), 'CUDA_VISIBLE_DEVICES': ''}
    command = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc_per_node', '2',
               '-m', 'support.training_worker', config, data, work / 'run']
    answer = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True,
                            check=False, timeout=600)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count('started') == 1
    return work / 'run'


def test_both_processes_end_with_the_same_weights(folder: Path) -> None:
    one, other = (load_file(folder / f'process{i}.safetensors') for i in range(2))
    assert all(torch.equal(value, other[name]) for name, value in one.items())
    saved = torch.load(folder / 'resume.pt', weights_only=True)['model']
    assert all(torch.equal(value, saved[name]) for name, value in one.items())


def test_one_log_counts_the_samples_of_both(folder: Path) -> None:
    with (folder / 'log.csv').open() as file:
        [row] = csv.DictReader(file)
    progress = torch.load(folder / 'resume.pt', weights_only=True)['progress']
    assert progress['step'] == int(row['step']) == 4 and progress['batches'] == 2 * progress['step']
    assert int(row['samples']) == TRAINING['batch_size'] * progress['batches']
