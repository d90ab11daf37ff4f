import platform
import shutil
import subprocess
import sys

import onnxruntime
import pytest
from support.nvidia_driver import install_driver, remove_driver

from vl_tracker_ros import __version__
from vl_tracker_ros.cli import doctor
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.engines import registry, runtime_names


def report(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    """Exit code, and subject -> its line."""
    code = main(['doctor'])
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    return code, {(line.split() + ['', ''])[1]: line for line in lines}


def test_machine_with_everything_needed_is_fine(capsys):
    code, lines = report(capsys)
    assert code == 0
    assert __version__ in lines['vl_tracker_ros'] and platform.python_version() in lines['python']
    assert f'{onnxruntime.__version__}, cpu (fp32, int8)' in lines['onnxruntime']
    assert 'colour' in lines['bundles'] and 'cores' in lines['processor']


def test_missing_module_is_named_with_the_command_that_gets_it(capsys, monkeypatch):
    monkeypatch.setitem(doctor.ROBOT_MODULES, 'no_such_module', 'no-such-project')
    code, lines = report(capsys)
    assert code == 1
    assert lines['no-such-project'].split(maxsplit=2) == [
        'MISSING', 'no-such-project', 'pip install no-such-project']
    assert lines['robot'] == 'the robot half lacks no-such-project'


def test_every_runtime_has_a_line_with_what_it_can_run_or_why_not(capsys, monkeypatch):
    remove_driver(monkeypatch)
    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: ['CUDAExecutionProvider'])
    _, lines = report(capsys)
    assert set(runtime_names()) <= set(lines)
    assert lines['onnxruntime'].endswith(', cpu (fp32, int8); not cuda: no NVIDIA driver')
    assert lines['onnxruntime-tensorrt'].startswith('- ')
    assert 'cuda: this onnxruntime has no TensorrtExecutionProvider' in lines['onnxruntime-tensorrt']
    assert lines['torch'].startswith('ok') and 'cpu (fp32, bf16)' in lines['torch']


def test_a_gpu_is_reported_with_its_precisions(capsys, monkeypatch):
    install_driver(monkeypatch, gpus=1)
    monkeypatch.setattr(onnxruntime, 'get_available_providers',
                        lambda: ['TensorrtExecutionProvider', 'CUDAExecutionProvider'])
    _, lines = report(capsys)
    assert lines['onnxruntime'].endswith(', cuda (fp32), cpu (fp32, int8)')
    assert 'cuda (fp32, fp16); not cpu: it runs on CUDA' in lines['onnxruntime-tensorrt']


def test_without_any_runtime_the_robot_half_cannot_run(capsys, monkeypatch):
    monkeypatch.setattr(registry, '_runtimes', {'warp': 'no_such_warp:Engine'})
    code, lines = report(capsys)
    assert code == 1 and lines['runtime'].startswith('MISSING') and 'pip install onnxruntime' in lines['runtime']
    assert lines['warp'].split(maxsplit=2) == ['-', 'warp', 'cuda, cpu: no_such_warp is not installed']


def test_it_imports_neither_torch_nor_tensorrt():
    program = ('import sys; from vl_tracker_ros.cli.main import main; main(["doctor"]);'
               'print({"torch", "tensorrt"} & set(sys.modules))')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True)
    assert answer.stdout.splitlines()[-1] == 'set()'


def test_ros_is_reported_but_not_needed(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, 'rclpy', None)
    code, lines = report(capsys)
    assert code == 0
    assert lines['rclpy'].startswith('- ') and 'make setup' in lines['rclpy']


def test_damaged_bundle_is_reported(capsys, bundles, tmp_path, monkeypatch):
    shutil.copytree(bundles / 'colour', tmp_path / 'broken')
    (tmp_path / 'broken' / 'bundle.yaml').write_text('format: 99\n')
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(tmp_path))
    _, lines = report(capsys)
    assert lines['broken'].startswith('- ') and 'format version 99' in lines['broken']


def test_without_any_bundle_the_robot_half_cannot_run(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr('vl_tracker_ros.bundle.list_bundles', lambda: {})
    code, lines = report(capsys)
    assert code == 1 and lines['bundles'].startswith('MISSING')
