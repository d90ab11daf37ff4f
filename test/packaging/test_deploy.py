"""docs/deploy.md and deploy/: what they name is there, and the script that starts everything does."""
from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import declared, load_launch_file
from support.page import code_blocks, links, subcommands

from vl_tracker_ros.cli.main import COMMANDS, _parser
from vl_tracker_ros.cli.quantize import METHODS

DEPLOY, PAGE = CHECKOUT / 'deploy', (CHECKOUT / 'docs/deploy.md').read_text()
RUN, SERVICE, DOCKERFILE = DEPLOY / 'run.sh', DEPLOY / 'vl_tracker.service', DEPLOY / 'Dockerfile'
COMMAND_LINES = [line for block in code_blocks(PAGE) for line in block.splitlines() if line.startswith('vl-tracker')]


@pytest.mark.parametrize('line', COMMAND_LINES)
def test_commands_shown_are_complete(line: str) -> None:
    _parser().parse_args(shlex.split(line, comments=True)[1:])


def test_commands_named_exist() -> None:
    assert len(COMMAND_LINES) > 4 and subcommands(PAGE) <= {command.name for command in COMMANDS}


def test_every_method_of_quantizing_is_told() -> None:
    assert set(re.findall(r'--method ([a-z-]+)', PAGE)) == set(METHODS)


@pytest.mark.parametrize('link', links(PAGE))
def test_links_lead_to_files(link: str) -> None:
    assert (CHECKOUT / 'docs' / link).exists()


@pytest.mark.parametrize('text', [PAGE, SERVICE.read_text(), DOCKERFILE.read_text()], ids=['page', 'service', 'image'])
def test_launch_file_and_its_arguments_exist(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file, = set(re.findall(r'[a-z_]+\.launch\.py', text))
    assert set(re.findall(r'(\w+):=', text)) <= declared(load_launch_file(file, monkeypatch)).keys()


def test_the_service_starts_the_script_and_ends_as_on_ctrl_c() -> None:
    settings = dict(line.split('=', 1) for line in SERVICE.read_text().splitlines() if '=' in line and line[0] != '#')
    script = settings['ExecStart'].split()[0].partition('/vl_tracker_ros/')[2]
    assert os.access(CHECKOUT / script, os.X_OK) and settings['KillSignal'] == 'SIGINT'


def test_the_image_copies_what_is_there_to_where_the_script_looks() -> None:
    text = DOCKERFILE.read_text()
    assert all((CHECKOUT / source).exists() for source in re.findall(r'^COPY (\S+)', text, re.MULTILINE))
    workspace, = re.findall(r'^WORKDIR (\S+)', text, re.MULTILINE)
    assert f'VL_TRACKER_WORKSPACE:-{workspace}' in RUN.read_text()


def test_what_is_big_stays_out_of_the_image() -> None:
    """What git ignores at the top of a checkout, and git's own folder; only folders are as large as that."""
    ignored = re.findall(r'^([a-z_]+)/$', (CHECKOUT / '.gitignore').read_text(), re.MULTILINE)
    kept_out = (CHECKOUT / '.dockerignore').read_text().split()
    assert {'.git', '.venv', *ignored} - {'__pycache__'} <= set(kept_out) and 'runs' in ignored
    assert not {'vl_tracker_ros', 'launch', 'config', 'deploy', 'msg'} & set(kept_out)


@pytest.fixture
def workspace(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with ROS and a workspace, of which each tells that it was set up."""
    for file in ('ros/jazzy/setup.bash', 'ws/install/setup.bash', 'ws/.venv/bin/activate'):
        path = tmp_path / file
        path.parent.mkdir(parents=True)
        path.write_text(f'export SET_UP="$SET_UP {file}"\n')
    return {'PATH': os.environ['PATH'], 'ROS_PREFIX': str(tmp_path / 'ros'), 'ROS_DISTRO': 'jazzy',
            'VL_TRACKER_WORKSPACE': str(tmp_path / 'ws')}


def run_script(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RUN, *command], env=environment, capture_output=True, text=True)


def test_the_script_runs_a_command_within_ros_workspace_and_python(workspace: dict[str, str]) -> None:
    assert subprocess.run(['bash', '-n', RUN]).returncode == 0
    done = run_script(workspace, 'bash', '-c', 'echo $SET_UP, "$1"; exit 3', 'name', 'image:=/a b')
    assert done.stdout == 'ros/jazzy/setup.bash ws/install/setup.bash ws/.venv/bin/activate, image:=/a b\n'
    assert done.returncode == 3, 'the end of the command is the end of the script'


@pytest.mark.parametrize(('change', 'cause'), [
    ({'ROS_DISTRO': ''}, 'which ROS 2 is it, jazzy or humble'),
    ({'ROS_DISTRO': 'foxy'}, 'foxy/setup.bash: No such file'),
    ({'VL_TRACKER_WORKSPACE': '/nowhere'}, '/nowhere/install/setup.bash: No such file')])
def test_the_script_runs_nothing_where_something_is_missing(workspace: dict[str, str], change: dict[str, str],
                                                            cause: str) -> None:
    done = run_script(workspace | change, 'echo', 'started')
    assert done.returncode and cause in done.stderr and 'started' not in done.stdout
