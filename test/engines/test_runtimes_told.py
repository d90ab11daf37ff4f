"""What the documents, the command line and the parameter file tell of the runtimes."""
from __future__ import annotations

import re
from pathlib import Path

import onnxruntime
import pytest
from support.nvidia_driver import install_driver

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.engines import PRECISIONS, EngineOptions, openvino_engine, runtime_names, torch_engine, why_not

ROOT = Path(__file__).parents[2]


def table() -> dict[str, tuple[str, str]]:
    """Runtime -> what docs/architecture.md says it runs on a CPU, and on a GPU."""
    rows = re.findall(r'^\| `([\w-]+)` \| ([^|]*)\| ([^|]*)\| [^|]+\|$', (ROOT / 'docs/architecture.md').read_text(),
                      re.MULTILINE)
    return {name: (cpu, cuda) for name, cpu, cuda in rows if name in runtime_names()}


@pytest.fixture
def complete_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a GPU, a CPU that has bf16, and builds for both."""
    install_driver(monkeypatch, gpus=1)
    monkeypatch.setattr(onnxruntime, 'get_available_providers',
                        lambda: ['TensorrtExecutionProvider', 'CUDAExecutionProvider'])
    monkeypatch.setattr(openvino_engine, '_has_bf16', lambda: True)
    monkeypatch.setattr(torch_engine.metadata, 'version', lambda name: '2.13.0')


def test_each_is_in_the_table_of_the_architecture() -> None:
    assert tuple(table()) == runtime_names()


@pytest.mark.parametrize('runtime', ['onnxruntime', 'onnxruntime-tensorrt', 'openvino', 'torch'])
def test_the_table_has_the_precisions_that_a_complete_machine_runs(complete_machine: None, runtime: str) -> None:
    for device, cell in zip(('cpu', 'cuda'), table()[runtime]):
        told = [name for name in PRECISIONS if name in cell]
        assert told == [name for name in PRECISIONS if not why_not(EngineOptions(runtime, device, name))]


def test_parameter_file_and_help_name_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    line = next(line for line in (ROOT / 'config/tracker.yaml').read_text().splitlines() if ' runtime: ' in line)
    assert line.partition('# ')[2].split(' | ') == ['auto', *runtime_names()]
    with pytest.raises(SystemExit):
        main(['track', '--help'])
    said = ' '.join(capsys.readouterr().out.split()).replace('onnxruntime- tensorrt', 'onnxruntime-tensorrt')
    assert f'auto, {", ".join(runtime_names()[:-1])} or {runtime_names()[-1]};' in said
