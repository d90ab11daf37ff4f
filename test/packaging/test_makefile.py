"""What make hands on, and what it does again."""
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from support.checkout import CHECKOUT

STAMPS = ('created', 'robot', 'messages', 'editable', 'lab')
INPUTS = ('msg', 'srv', 'action', 'interfaces', 'requirements', 'tools', 'Makefile', 'pyproject.toml', 'setup.py')


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is set up, with a `vl-tracker` that prints its arguments, one a line."""
    for name in INPUTS:
        (shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy)(CHECKOUT / name, tmp_path / name)
    (tmp_path / '.venv/bin').mkdir(parents=True)
    command = tmp_path / '.venv/bin/vl-tracker'
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    command.chmod(0o755)
    for name in STAMPS:
        (tmp_path / f'.venv/{name}.stamp').touch()
    return tmp_path


def make(checkout: Path, *arguments: str, **variables: str) -> list[str]:
    unset = ('VIDEO', 'TEXT', 'TEXT2', 'OUT', 'SCENARIO', 'SEED', 'ARGS', 'MAKEFLAGS', 'MAKELEVEL', 'PYTHON')
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(['make', '--no-print-directory', *arguments], cwd=checkout, check=True, text=True,
                          capture_output=True, env=environment | variables)
    return done.stdout.splitlines()


def steps_after_touching(checkout: Path, name: str) -> list[str]:
    """The titles of the set-up steps that `make test` would do after the file `name` was changed."""
    later = time.time() + 10
    os.utime(checkout / name, (later, later))
    return [line.split("'")[1] for line in make(checkout, '-n', 'test') if line.startswith('tools/step.sh')]


def test_bare_make_prints_help(checkout: Path) -> None:
    lines = make(checkout)
    assert all(any(line.startswith(f'make {target} ') for line in lines) for target in ('demo', 'sim', 'test', 'setup'))


def test_demo_without_variables_leaves_the_defaults_to_the_command(checkout: Path) -> None:
    assert make(checkout, 'demo') == ['demo']


def test_demo_hands_on_what_is_given(checkout: Path) -> None:
    arguments = ['VIDEO=my clip.mp4', "TEXT=the man's red hat", 'TEXT2="quoted"', 'OUT=here']
    assert make(checkout, 'demo', *arguments) == [
        'demo', '--video', 'my clip.mp4', '--text', "the man's red hat", '--text2', '"quoted"', '--out', 'here']


def test_sim_hands_on_what_is_given(checkout: Path) -> None:
    assert make(checkout, 'sim') == ['sim']
    assert make(checkout, 'sim', 'SCENARIO=switch', 'SEED=7', "TEXT=the red cup", 'OUT=my sim') == [
        'sim', '--scenario', 'switch', '--seed', '7', '--text', 'the red cup', '--out', 'my sim']


def test_a_sourced_ros_is_kept_out(checkout: Path) -> None:
    (checkout / '.venv/bin/vl-tracker').write_text('#!/bin/sh\nenv\n')
    assert not any('distro' in line for line in make(
        checkout, 'demo', PYTHONPATH='/distro/python', AMENT_PREFIX_PATH='/distro', LD_LIBRARY_PATH='/distro/lib'))


def test_second_run_does_nothing_again(checkout: Path) -> None:
    assert steps_after_touching(checkout, '.venv/bin/vl-tracker') == []


@pytest.mark.parametrize(('changed', 'steps'), [
    ('msg/TrackerStatus.msg', ['message bindings']),
    ('action/TrackTarget.action', ['message bindings']),
    ('tools/pip_interfaces/install.py', ['message bindings']),
    ('requirements/robot.txt', ['robot packages', 'message bindings']),
    ('requirements/lab.txt', ['lab packages']),
    ('pyproject.toml', ['vl_tracker_ros']),
])
def test_a_change_does_again_what_depends_on_it(checkout: Path, changed: str, steps: list[str]) -> None:
    assert steps_after_touching(checkout, changed) == steps
