"""Plans on disk: one plan and one readable description an entry, named by the hash of all that the plan depends on."""
from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from vl_tracker_ros.cache_folder import cache_folder

SCHEMA = 1      # to be raised when the same key gives another plan: other flags, another half graph
_TITLES = {'onnx': 'the network', 'tensorrt': 'TensorRT', 'gpu': 'the GPU', 'compute_capability': 'its capability',
           'driver': 'the driver', 'schema': 'the builder'}
_log = logging.getLogger(__name__)


class PlanError(Exception):
    """There is no plan that can be used; the line says why."""


@dataclass(frozen=True)
class PlanKey:
    """All that a plan depends on; `onnx` is the sha256 of the file, which has the shapes in it.

    Two keys that agree in bundle, file, precision and device (gpu or dla:N) are of the same network, at another time or
    on another machine.
    """

    bundle: str
    file: str
    precision: str
    device: str
    onnx: str
    tensorrt: str
    gpu: str
    compute_capability: str
    driver: str
    schema: int = SCHEMA

    @property
    def digest(self) -> str:
        return _digest(asdict(self))

    @property
    def machine(self) -> str:
        """Hash of what the times of layers depend on."""
        return _digest({name: getattr(self, name) for name in ('tensorrt', 'gpu', 'compute_capability', 'driver')})

    def __str__(self) -> str:
        return f'{self.bundle}/{self.file} {self.precision}'

    def is_of_same_network(self, other: PlanKey) -> bool:
        names = ('bundle', 'file', 'precision', 'device')
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def changes_since(self, other: PlanKey) -> list[str]:
        """What differs, in words."""
        changed = [name for name in _TITLES if getattr(self, name) != getattr(other, name)]
        return [_TITLES[name] + ('' if name == 'onnx' else f' was {getattr(other, name)}, is {getattr(self, name)}')
                for name in changed]


@dataclass(frozen=True)
class Entry:
    """The description of a plan, as its JSON file has it. `signature`: (name, is_input, dtype, shape) a tensor."""

    key: PlanKey
    plan_sha256: str
    plan_bytes: int
    signature: list[Any]
    build_s: float
    built_at: str
    workspace_mib: int
    left_to_gpu: dict[str, int] = field(default_factory=dict)


class PlanCache:
    """Plans in `folder`; by default vl_tracker_ros/engines of the user's cache directory."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder('engines')

    def path(self, key: PlanKey) -> Path:
        return self.folder / f'{key.digest}.plan'

    def load(self, key: PlanKey) -> tuple[bytes, Entry]:
        """Raises PlanError when there is none, or it is damaged."""
        description = self._description(key)
        if not description.exists():
            raise PlanError(self._why_absent(key))
        try:
            entry, plan = _read_entry(description), self.path(key).read_bytes()
        except (OSError, ValueError, TypeError) as error:
            raise PlanError(f'its entry in the cache is damaged: {error}') from error
        if entry.key != key or entry.plan_sha256 != hashlib.sha256(plan).hexdigest():
            raise PlanError('its plan in the cache is damaged')
        return plan, entry

    def store(self, plan: bytes, entry: Entry, timing: bytes) -> None:
        """To be called under the lock. Raises OSError, and then there is no such entry."""
        description = self._description(entry.key)
        try:
            _write(self.path(entry.key), plan)
            _write(description, json.dumps(asdict(entry), indent=1).encode())
        except OSError:
            for path in (description, self.path(entry.key)):
                path.unlink(missing_ok=True)
            raise
        _write(self._timing(entry.key), timing)

    def timing(self, key: PlanKey) -> bytes:
        """What builds on this machine have measured so far."""
        path = self._timing(key)
        return path.read_bytes() if path.exists() else b''

    def expected_s(self, key: PlanKey) -> float | None:
        """The time that the last build of the network took on such a GPU; None where there was none."""
        return next((entry.build_s for entry in self._of_same_network(key) if entry.key.gpu == key.gpu), None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One build at a time: others would spoil its measurements of layers. The lock ends with its process.

        Raises OSError for a folder that cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / '.lock', 'w') as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _log.warning('another process is building a plan; waiting for it')
                fcntl.flock(file, fcntl.LOCK_EX)
            for partial in self.folder.glob('*.partial'):   # of a process that was killed
                partial.unlink()
            yield

    def entries(self) -> list[Entry]:
        """Those whose descriptions can be read; of their plans nothing is said."""
        found = []
        for path in sorted(self.folder.glob('*.json')):
            try:
                found.append(_read_entry(path))
            except (OSError, ValueError, TypeError):
                continue
        return found

    def clear(self, bundle: str | None = None) -> int:
        """Remove the plans of a bundle, or everything; returns how many bytes that frees."""
        if not self.folder.exists():
            return 0
        with self.locked():
            paths = [path for path in self.folder.iterdir() if path.suffix in ('.plan', '.json', '.timing')]
            if bundle is not None:
                digests = {entry.key.digest for entry in self.entries() if entry.key.bundle == bundle}
                paths = [path for path in paths if path.stem in digests]
            freed = sum(path.stat().st_size for path in paths)
            for path in paths:
                path.unlink()
        return freed

    def _description(self, key: PlanKey) -> Path:
        return self.path(key).with_suffix('.json')

    def _timing(self, key: PlanKey) -> Path:
        return self.folder / f'{key.machine}.timing'

    def _of_same_network(self, key: PlanKey) -> list[Entry]:
        """The latest first."""
        found = [entry for entry in self.entries() if entry.key.is_of_same_network(key)]
        return sorted(found, key=lambda entry: entry.built_at, reverse=True)

    def _why_absent(self, key: PlanKey) -> str:
        changes = [key.changes_since(entry.key) for entry in self._of_same_network(key)]
        return ', '.join(min(changes, key=len)) if changes else 'there is none yet'     # of equals the latest


def _read_entry(path: Path) -> Entry:
    content = json.loads(path.read_text())
    if not isinstance(content, dict) or content.keys() != {one.name for one in fields(Entry)}:
        raise ValueError(f'{path.name} describes no plan')
    return Entry(**{**content, 'key': PlanKey(**content['key'])})


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing."""
    partial = path.with_name(f'{path.name}.partial')
    try:
        with open(partial, 'wb') as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
