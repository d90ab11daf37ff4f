"""The demo end to end: real processes, two commands, three files, and clean ends."""
import csv
import os
import signal
import subprocess
import sys
import time

import pytest

from support.squares import scene
from vl_tracker_ros.media.video_writer import VideoWriter

NUM_FRAMES = 60
SCRIPT = '''
import sys
from pathlib import Path
from vl_tracker_ros.nodes.demo import DemoOptions, run_demo
sys.exit(run_demo(DemoOptions(video=sys.argv[1], bundle=sys.argv[2], out=Path(sys.argv[3]),
                              text='the red square', text2='the blue square')))
'''


@pytest.fixture(scope='module')
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp('clip') / 'clip.mp4'
    with VideoWriter(path, 30.0) as writer:
        for index in range(NUM_FRAMES):
            writer.write(scene(red=(20 + index, 20), blue=(100, 80)))
    return path


def start_demo(clip, bundle, out):
    return subprocess.Popen([sys.executable, '-c', SCRIPT, str(clip), str(bundle), str(out)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_it_follows_both_sentences_and_writes_the_record(clip, colour_bundle, tmp_path):
    output, errors = (demo := start_demo(clip, colour_bundle, tmp_path)).communicate(timeout=60)
    assert demo.returncode == 0, output + errors
    for text in ('IDLE -> SEARCHING  ("the red square")', 'SEARCHING -> TRACKING  ("the blue square")',
                 'latency, image stamp to detection', '"the blue square"  '):
        assert text in output
    for name in ('overlay.mp4', 'confidence.png'):
        assert (tmp_path / name).stat().st_size > 1000
    with open(tmp_path / 'boxes.csv', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > NUM_FRAMES / 2
    assert rows[-1]['state'] == 'tracking'
    assert float(rows[-1]['x']) == pytest.approx(100, abs=4)


def test_ctrl_c_ends_it_with_a_summary_and_no_process_left(colour_bundle, tmp_path):
    folder = tmp_path / 'still'
    folder.mkdir()
    clip = folder / 'long.mp4'
    with VideoWriter(clip, 30.0) as writer:
        for _ in range(900):
            writer.write(scene(red=(60, 50)))
    demo = start_demo(clip, colour_bundle, tmp_path / 'out')
    for line in demo.stdout:
        if 'SEARCHING -> TRACKING' in line:
            break
    children = children_of(demo.pid)
    assert len(children) == 4
    demo.send_signal(signal.SIGINT)
    output, errors = demo.communicate(timeout=30)
    assert demo.returncode == 0, errors
    assert 'frames processed' in output
    assert not any(alive(child) for child in children)


def test_a_child_that_dies_is_named(clip, colour_bundle, tmp_path):
    demo = start_demo(clip, colour_bundle, tmp_path)
    deadline = time.monotonic() + 20
    while not (children := [pid for pid in children_of(demo.pid) if 'gating_node' in command_line(pid)]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(children[0], signal.SIGKILL)
    _, errors = demo.communicate(timeout=30)
    assert demo.returncode == 1
    assert 'gating_node ended with code -9' in errors
    assert 'Traceback' not in errors


def children_of(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
        return [int(word) for word in file.read().split()]


def command_line(pid):
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as file:
            return file.read().decode(errors='replace')
    except OSError:
        return ''


def alive(pid):
    return command_line(pid) != ''
