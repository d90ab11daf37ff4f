import shutil

from vl_tracker_ros.cli.main import main


def line_of(name: str, output: str) -> str:
    return next(line for line in output.splitlines() if line.split()[0] == name)


def test_bundles_are_listed_with_what_they_follow(bundles, capsys):
    assert main(['list']) == 0
    output = capsys.readouterr().out
    assert output.split()[:2] == ['name', 'tracker']
    line = line_of('colour', output)
    assert 'words, box, both' in line and str(bundles / 'colour') in line


def test_damaged_bundle_is_listed_as_unusable(bundles, tmp_path, monkeypatch, capsys):
    shutil.copytree(bundles / 'colour', tmp_path / 'broken')
    (tmp_path / 'broken' / 'text.onnx').unlink()
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(tmp_path))
    assert main(['list']) == 0
    line = line_of('broken', capsys.readouterr().out)
    assert 'unusable' in line and 'text.onnx: missing' in line
