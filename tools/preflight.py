#!/usr/bin/env python3
"""Says in one line each what set-up needs and this machine lacks.

It runs before anything is installed, on whatever `python3` is, so it imports the standard library only.
"""
import importlib.util
import platform
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import List

OLDEST, NEWEST = (3, 11), (3, 13)
MACHINE = ('Linux', 'x86_64')


def python_problems() -> List[str]:
    version = sys.version_info[:2]
    if OLDEST <= version <= NEWEST:
        return []
    return ['Python {}.{} is not supported, it must be {}.{} to {}.{}: make setup PYTHON=python3.11'.format(
        *version, *OLDEST, *NEWEST)]


def venv_problems() -> List[str]:
    missing = [name for name in ('venv', 'ensurepip') if importlib.util.find_spec(name) is None]
    if not missing:
        return []
    return ['Python lacks the module {}: apt install python3-venv'.format(' and '.join(missing))]


def header_problems() -> List[str]:
    header = Path(sysconfig.get_path('include')) / 'Python.h'
    return [] if header.exists() else ['{} is missing: apt install python3-dev'.format(header)]


def compiler_problems() -> List[str]:
    missing = [name for name in ('gcc', 'g++') if shutil.which(name) is None]
    return ['{0} is missing: apt install {0}'.format(name) for name in missing]


def machine_problems() -> List[str]:
    machine = (platform.system(), platform.machine())
    if machine == MACHINE:
        return []
    return ['ROS 2 on PyPI is for {} {} only, this is {} {}: use a ROS installation and colcon'.format(
        *MACHINE, *machine)]


def problems() -> List[str]:
    checks = (machine_problems, python_problems, venv_problems, header_problems, compiler_problems)
    return [problem for check in checks for problem in check()]


def main() -> int:
    found = problems()
    for problem in found:
        print('preflight: ' + problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
