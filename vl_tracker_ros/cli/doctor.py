"""`vl-tracker doctor`: what is installed, what is missing, and the command that gets it."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from vl_tracker_ros import __version__
from vl_tracker_ros.cli.command import Command

ROBOT_MODULES = {  # import name -> name on the Python package index
    'numpy': 'numpy', 'cv2': 'opencv-python-headless', 'yaml': 'pyyaml', 'tokenizers': 'tokenizers',
    'matplotlib': 'matplotlib', 'tqdm': 'tqdm'}
_ROS_REMEDY = 'run `make setup`, or source your ROS 2 installation and build this package'


@dataclass(frozen=True)
class Finding:
    """One line of the report; `remedy` is the command that helps, or what is wrong."""

    subject: str
    found: str = ''  # empty: missing
    remedy: str = ''
    needed: bool = False  # without it the robot half cannot run

    def __str__(self) -> str:
        mark = 'ok' if self.found else 'MISSING' if self.needed else '-'
        return f'{mark:8}{self.subject:24}{self.found or self.remedy}'.rstrip()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    findings = [Finding('vl_tracker_ros', __version__), Finding('python', platform.python_version()),
                *_modules(), *_runtimes(), *_ros(), *_devices(), *_bundles()]
    print('\n'.join(map(str, findings)))
    missing = [finding.subject for finding in findings if finding.needed and not finding.found]
    print(f'\nthe robot half {"lacks " + ", ".join(missing) if missing else "can run"}')
    return 1 if missing else 0


def _modules() -> Iterator[Finding]:
    for module, project in ROBOT_MODULES.items():
        yield Finding(project, _version(module, project), f'pip install {project}', needed=True)


def _runtimes() -> Iterator[Finding]:
    """One of them has to be usable. None loads a network, and torch and TensorRT are not imported."""
    if not _can_load_bundles():
        return
    from vl_tracker_ros.engines import runtime_names

    usable = []
    for name in runtime_names():
        can, cannot = _abilities(name)
        package = name.partition('-')[0]
        if can:
            usable.append(name)
            can = f'{_version(package, package)}, {can}' + (f'; not {cannot}' if cannot else '')
        yield Finding(name, can, cannot)
    yield Finding('runtime', ', '.join(usable), 'pip install onnxruntime', needed=True)


def _abilities(runtime: str) -> tuple[str, str]:
    """Devices with their precisions, '' for none, and why not on the other devices."""
    from vl_tracker_ros.engines import DEVICES, PRECISIONS, EngineOptions, why_not

    can, cannot = [], {}
    for device in DEVICES:
        precisions = [name for name in PRECISIONS if not why_not(EngineOptions(runtime, device, name))]
        if precisions:
            can.append(f'{device} ({", ".join(precisions)})')
        else:
            cannot.setdefault(why_not(EngineOptions(runtime, device)), []).append(device)
    return ', '.join(can), '; '.join(f'{", ".join(devices)}: {reason}' for reason, devices in cannot.items())


def _ros() -> Iterator[Finding]:
    yield Finding('rclpy', _rmw(), _ROS_REMEDY)
    for package in ('vision_msgs', 'vl_tracker_ros'):
        yield Finding(f'{package}/msg', _importable(f'{package}.msg'), _ROS_REMEDY)


def _rmw() -> str:
    try:
        import rclpy
        return f'over {rclpy.get_rmw_implementation_identifier()}'
    except Exception:  # a broken ROS environment fails in many ways, and none may end the report
        return ''


def _devices() -> Iterator[Finding]:
    yield Finding('processor', f'{platform.machine()}, {os.cpu_count()} cores')
    board = Path('/proc/device-tree/model')
    if board.exists():
        yield Finding('board', board.read_text(errors='replace').strip('\0'))
    gpus = [_gpu_name(path) for path in sorted(Path('/proc/driver/nvidia/gpus').glob('*/information'))]
    yield Finding('nvidia gpu', ', '.join(gpus))
    yield Finding('cameras', ', '.join(map(str, sorted(Path('/dev').glob('video[0-9]*')))))


def _gpu_name(information: Path) -> str:
    fields = dict(line.split(':', 1) for line in information.read_text().splitlines() if ':' in line)
    return fields.get('Model', 'unknown').strip()


def _bundles() -> Iterator[Finding]:
    if not _can_load_bundles():
        return
    from vl_tracker_ros.bundle import BundleError, list_bundles, load_bundle

    verified = []
    for name, folder in sorted(list_bundles().items()):
        try:
            load_bundle(folder)
            verified.append(name)
        except BundleError as error:
            yield Finding(name, '', str(error))
    yield Finding('bundles', ', '.join(verified),
                  'set VL_TRACKER_BUNDLE_PATH to a folder that holds some', needed=True)


def _can_load_bundles() -> bool:
    return all(map(importlib.util.find_spec, ('numpy', 'yaml')))


def _version(module: str, project: str) -> str:
    """Version of what can be imported; 'installed' for a system package that pip does not know."""
    if importlib.util.find_spec(module) is None:
        return ''
    try:
        return metadata.version(project)
    except metadata.PackageNotFoundError:
        return 'installed'


def _importable(module: str) -> str:
    try:
        importlib.import_module(module)
        return 'generated'
    except ImportError:
        return ''


COMMAND = Command('doctor', 'report versions, runtimes, devices, bundles, missing parts', add_arguments, run)
