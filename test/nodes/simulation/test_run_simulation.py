"""`vl-tracker sim` end to end: real nodes drive the simulated robot after what the words say."""
import re
import subprocess
import sys

import pytest

from vl_tracker_ros.simulation.pursuit import KEEP_M


@pytest.fixture(scope='module')
def run_of(colour_bundle, tmp_path_factory):
    out = tmp_path_factory.mktemp('sim')
    done = subprocess.run(
        [sys.executable, '-m', 'vl_tracker_ros.cli.main', 'sim', '--scenario', 'look_alikes', '--seed', '5',
         '--text', 'the yellow box', '--seconds', '4', '--bundle', colour_bundle, '--out', out],
        text=True, capture_output=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, out


def test_the_robot_comes_nearer_to_the_one_that_was_named(run_of):
    output, _ = run_of
    assert 'command: "the yellow box"' in output and '-> TRACKING' in output
    before, after = map(float, re.search(r'distance to the target +([\d.]+) m, then ([\d.]+) m', output).groups())
    assert KEEP_M - 0.5 < after < before - 0.2, output
    assert re.search(r'collisions +0', output)


def test_the_run_is_on_video(run_of):
    assert (run_of[1] / 'follow.mp4').stat().st_size > 10_000
