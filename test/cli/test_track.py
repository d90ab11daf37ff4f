import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.boxes_csv import Line, read_boxes

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.cli.track import DEFAULT_BUNDLE
from vl_tracker_ros.media.source import open_source
from vl_tracker_ros.share import share_directory
from vl_tracker_ros.tracking import Tracker


def track(clip: Path, out: Path, *options: str) -> list[Line]:
    assert main(['track', '--video', str(clip), '--bundle', 'colour', '--out', str(out), *options]) == 0
    return read_boxes(out / 'boxes.csv')


def distance(line: Line, truth: tuple[float, ...]) -> float:
    """Between the centres, in pixels."""
    (x, y, w, h), (u, v, s, t) = line.box, truth
    return abs(complex(x + w / 2 - u - s / 2, y + h / 2 - v - t / 2))


def test_target_is_found_followed_lost_and_found_again(clip, scene, tmp_path, capsys):
    lines = track(clip, tmp_path, '--text', 'please follow the red ball')
    assert [line.frame for line in lines] == list(range(80))
    truths = [frame.truth['red ball'] for frame in scene]
    for seen in (range(5, 35), range(65, 80)):
        assert max(distance(lines[index], truths[index]) for index in seen) < 15
    assert lines[0].search == 'global' and lines[20].search == 'local'
    assert {line.state for line in lines[46:54]} == {'lost'}
    assert all(line.box is None for line in lines[46:54])
    assert '80 frames, first found in frame' in capsys.readouterr().out
    assert len(list(open_source(tmp_path / 'overlay.mp4'))) == 80
    assert (tmp_path / 'confidence.png').stat().st_size > 10_000


def test_first_box_alone_is_enough(clip, scene, tmp_path):
    box = scene.render(0).truth['blue box']
    lines = track(clip, tmp_path, '--box', ','.join(map(str, box)))
    assert lines[0].box == pytest.approx(box, abs=0.01) and lines[0].state == 'tracking'
    assert distance(lines[-1], scene.render(79).truth['blue box']) < 20


def test_grounder_finds_what_words_mean_for_a_tracker_that_needs_a_box(clip, scene, tmp_path):
    lines = track(clip, tmp_path, '--text', 'the red ball', '--bundle', 'box_follower', '--grounder', 'colour')
    assert lines[0].state == 'searching' and {line.state for line in lines[46:54]} == {'lost'}
    for seen in (range(5, 35), range(70, 80)):
        assert max(distance(lines[index], scene.render(index).truth['red ball']) for index in seen) < 15


def test_interrupted_run_keeps_what_it_has(clip, tmp_path, monkeypatch, capsys):
    update = Tracker.update

    def interrupted(tracker, image, stamp_s):
        if stamp_s > 0.3:
            raise KeyboardInterrupt
        return update(tracker, image, stamp_s)

    monkeypatch.setattr(Tracker, 'update', interrupted)
    assert len(track(clip, tmp_path, '--text', 'the red ball')) == 10
    assert '10 frames' in capsys.readouterr().out
    assert len(list(open_source(tmp_path / 'overlay.mp4'))) == 10


def test_real_process_says_bad_input_in_one_line(tmp_path):
    answer = subprocess.run(
        [sys.executable, '-m', 'vl_tracker_ros.cli.main', 'track', '--video', 'no_such.mp4',
         '--text', 'the red ball', '--out', str(tmp_path)], capture_output=True, text=True)
    assert answer.returncode == 2
    assert answer.stderr == 'vl-tracker track: no_such.mp4: no such video file or folder\n'


def test_real_process_says_what_runs_the_networks(clip, tmp_path):
    answer = subprocess.run(
        [sys.executable, '-m', 'vl_tracker_ros.cli.main', 'track', '--video', str(clip), '--text', 'the red ball',
         '--bundle', 'colour', '--device', 'cpu', '--threads', '1', '--out', str(tmp_path)],
        capture_output=True, text=True)
    said = [line for line in answer.stderr.splitlines() if ' runs on ' in line]
    assert [line.partition(' runs on ')[0] for line in said] == [
        'vl-tracker track: colour/tracker.onnx', 'vl-tracker track: colour/text.onnx']
    assert all(line.endswith(', cpu, fp32, 1 threads (auto)') for line in said)


@pytest.mark.parametrize(('options', 'reason'), [
    ([], 'say what to follow'),
    (['--text', ''], 'empty'),
    (['--text', ' \t '], 'empty'),
    (['--text', 'w' * 10_000], '10000 characters'),
    (['--text', '\U0001f600\U0001f680'], 'no word'),
    (['--text', 'the \ufffd\x00 ball'], 'not readable text'),
    (['--text', 'stop'], 'says to stop'),
    (['--box', '500,10,20,20'], 'outside'),
    (['--box', 'nan,10,20,20'], 'nan'),
    (['--box', '10,10,0,20'], 'area'),
    (['--box', '10,10,20'], "'10,10,20' is not four numbers X,Y,W,H"),
    (['--box', 'here'], "'here' is not four numbers"),
    (['--text', 'the red ball', '--bundle', 'box_follower'], 'cannot start from words alone'),
    (['--text', 'the red ball', '--grounder', 'no_such'], "no bundle named 'no_such'"),
    (['--text', 'the red ball', '--grounder', 'box_follower'], 'box_follower is no grounder'),
    (['--text', 'the red ball', '--phrases', 'no_such.yaml'], 'no_such.yaml: cannot be read'),
    (['--text', 'the red ball', '--bundle', 'no_such'], "no bundle named 'no_such'"),
    (['--text', 'the red ball', '--bundle', './no_such'], 'no_such: no bundle here'),
    (['--text', 'the red ball', '--runtime', 'abacus'], "unknown runtime 'abacus'"),
    (['--text', 'the red ball', '--threads', '0'], "'0' is not a positive whole number"),
])
def test_bad_input_is_one_line_and_leaves_no_files(clip, tmp_path, capsys, options, reason):
    out = tmp_path / 'out'
    arguments = ['track', '--video', str(clip), '--bundle', 'colour', '--out', str(out), *options]
    assert exit_code(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker track: ') and reason.lower() in error.lower()
    assert error.count('\n') == 1 and len(error) < 1000
    assert not out.exists()


def test_output_folder_that_is_a_file_is_said(clip, tmp_path, capsys):
    (tmp_path / 'out').touch()
    assert exit_code(['track', '--video', str(clip), '--bundle', 'colour', '--text', 'the red ball',
                      '--out', str(tmp_path / 'out')]) == 2
    assert 'File exists' in capsys.readouterr().err


def test_damaged_bundle_is_named(clip, bundles, tmp_path, capsys):
    copy = Path(shutil.copytree(bundles / 'colour', tmp_path / 'copy'))
    (copy / 'tracker.onnx').write_bytes((copy / 'tracker.onnx').read_bytes()[:100])
    assert exit_code(['track', '--video', str(clip), '--bundle', str(copy), '--text', 'the red ball',
                      '--out', str(tmp_path / 'out')]) == 2
    assert f'{copy / "tracker.onnx"}: damaged or truncated' in capsys.readouterr().err


def test_default_bundle_is_that_of_the_node():
    config = yaml.safe_load((share_directory() / 'config' / 'tracker.yaml').read_text())
    assert config['/**/tracker_node']['ros__parameters']['bundle'] == DEFAULT_BUNDLE


def exit_code(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as exit:
        return exit.code
