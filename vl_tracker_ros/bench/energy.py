"""Counters of energy that this machine has: NVIDIA GPUs, Jetson's power rails, Intel's and AMD's packages."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol, TypeVar

from vl_tracker_ros.engines.nvidia import open_nvml

T = TypeVar('T')
SYSFS = Path('/sys')
# Rails that contain others: where one of them is there, it is the whole board.
_WHOLE_BOARD = ('VDD_IN', 'POM_5V_IN')
_CONTAINED = ('VDDQ_VDD2_1V8AO',)       # in VIN_SYS_5V0
_PERIOD_S = 0.02


class EnergyCounter(Protocol):
    """Only differences of `joules` mean something."""

    name: str

    def joules(self) -> float: ...


@contextmanager
def open_counters(sysfs: Path = SYSFS) -> Iterator[list[EnergyCounter]]:
    """All that this machine has and lets this user read; they go on counting until the end of the context."""
    with ExitStack() as stack:
        rails = _rails(sysfs)
        yield [*_packages(sysfs), *stack.enter_context(_gpus()),
               *([stack.enter_context(_PowerRails(rails))] if rails else [])]


def with_joules(counters: list[EnergyCounter], work: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What the work gave, and the joules that each counter told while it was done."""
    before = [counter.joules() for counter in counters]
    result = work()
    return result, {counter.name: counter.joules() - start for counter, start in zip(counters, before)}


class _Package:
    """RAPL: a processor with its caches. The counter of the kernel starts again at 0."""

    def __init__(self, folder: Path) -> None:
        self.name = f'RAPL {(folder / "name").read_text().strip()}'
        self._counter = folder / 'energy_uj'
        self._range = int((folder / 'max_energy_range_uj').read_text())
        self._last, self._total = self._read(), 0

    def joules(self) -> float:
        now = self._read()
        self._total += (now - self._last) % self._range
        self._last = now
        return self._total / 1e6

    def _read(self) -> int:
        return int(self._counter.read_text())


def _packages(sysfs: Path) -> Iterator[_Package]:
    for folder in sorted((sysfs / 'class' / 'powercap').glob('intel-rapl:*')):
        try:
            if (folder / 'name').read_text().startswith('package'):     # others are parts of it
                yield _Package(folder)
        except OSError:     # most systems let only root read it
            continue


class _Gpu:
    """NVML counts from the load of the driver."""

    def __init__(self, nvml: Any, index: int) -> None:
        self._nvml, self._handle = nvml, nvml.nvmlDeviceGetHandleByIndex(index)
        name = nvml.nvmlDeviceGetName(self._handle)
        self.name = f'GPU {index} {name if isinstance(name, str) else name.decode()}'
        self.joules()

    def joules(self) -> float:
        return self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle) / 1e3


@contextmanager
def _gpus() -> Iterator[list[_Gpu]]:
    if (nvml := open_nvml()) is None:
        yield []
        return
    try:
        yield list(_counting_gpus(nvml))
    finally:
        nvml.nvmlShutdown()


def _counting_gpus(nvml: Any) -> Iterator[_Gpu]:
    for index in range(nvml.nvmlDeviceGetCount()):
        try:
            yield _Gpu(nvml, index)
        except nvml.NVMLError:      # older than Volta, or a Jetson
            continue


def _rails(sysfs: Path) -> dict[str, tuple[Path, Path]]:
    """Files of millivolts and milliamperes, by the labels of the rails that together are the whole board."""
    found = {}
    for label in sorted((sysfs / 'class' / 'hwmon').glob('hwmon*/in*_label')):
        channel = label.name.removeprefix('in').removesuffix('_label')
        current = label.with_name(f'curr{channel}_input')
        if (label.parent / 'name').read_text().strip() == 'ina3221' and current.is_file():
            found[label.read_text().strip()] = label.with_name(f'in{channel}_input'), current
    whole = [name for name in _WHOLE_BOARD if name in found]
    return {name: found[name] for name in whole[:1] or found if name not in _CONTAINED}


class _PowerRails:
    """Jetson's INA3221 tells power, not energy: it is read again and again, and added up."""

    def __init__(self, rails: dict[str, tuple[Path, Path]]) -> None:
        self.name = f'rails {", ".join(rails)}'
        self._rails = list(rails.values())
        self._joules = 0.0
        self._watts()
        self._stop = Event()
        self._thread = Thread(target=self._add_up, daemon=True)

    def __enter__(self) -> _PowerRails:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def joules(self) -> float:
        return self._joules

    def _add_up(self) -> None:
        before = time.monotonic()
        while not self._stop.wait(_PERIOD_S):
            watts, now = self._watts(), time.monotonic()
            self._joules += watts * (now - before)
            before = now

    def _watts(self) -> float:
        return sum(int(volt.read_text()) * int(ampere.read_text()) for volt, ampere in self._rails) / 1e6
