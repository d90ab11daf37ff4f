"""tools/preflight.py: one line for each thing that is missing."""
import importlib.util
import platform
import shutil
import sys
import sysconfig

import preflight
import pytest


def test_this_machine_is_fine() -> None:
    assert preflight.problems() == []


@pytest.mark.parametrize('version', [(3, 9, 2), (3, 10, 13), (3, 14, 0)])
def test_python_of_another_version(version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, 'version_info', version)
    problem, = preflight.problems()
    assert f'Python {version[0]}.{version[1]} is not supported' in problem


def test_missing_venv_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, 'find_spec', lambda name: None)
    assert preflight.problems() == ['Python lacks the module venv and ensurepip: apt install python3-venv']


def test_missing_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, 'get_path', lambda name: '/nowhere/include')
    assert preflight.problems() == ['/nowhere/include/Python.h is missing: apt install python3-dev']


def test_missing_compilers_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, 'which', lambda name: None)
    assert preflight.problems() == ['gcc is missing: apt install gcc', 'g++ is missing: apt install g++']


def test_other_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, 'machine', lambda: 'aarch64')
    problem, = preflight.problems()
    assert 'this is Linux aarch64' in problem


def test_exit_code_and_stderr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shutil, 'which', lambda name: None)
    assert preflight.main() == 1
    assert capsys.readouterr().err.splitlines() == [
        'preflight: gcc is missing: apt install gcc', 'preflight: g++ is missing: apt install g++']
