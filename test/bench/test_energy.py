"""Counters in trees as the kernel shows them, and a stand-in for the library of a GPU that is not here."""
from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from vl_tracker_ros.bench.energy import with_joules, open_counters


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, 'pynvml', None)


def rapl(sysfs: Path, domain: str, name: str, energy_uj: int) -> Path:
    folder = sysfs / 'class/powercap' / domain
    folder.mkdir(parents=True)
    for file, value in (('name', name), ('max_energy_range_uj', 10_000_000), ('energy_uj', energy_uj)):
        (folder / file).write_text(f'{value}\n')
    return folder / 'energy_uj'


def rail(sysfs: Path, chip: str, channel: int, label: str, millivolts: int, milliamperes: int) -> None:
    folder = sysfs / 'class/hwmon' / chip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'name').write_text('ina3221\n')
    (folder / f'in{channel}_label').write_text(f'{label}\n')
    (folder / f'in{channel}_input').write_text(f'{millivolts}\n')
    (folder / f'curr{channel}_input').write_text(f'{milliamperes}\n')


def test_machine_that_reports_nothing(tmp_path: Path) -> None:
    with open_counters(tmp_path) as counters:
        assert counters == []


def test_packages_of_rapl_and_a_counter_that_starts_again(tmp_path: Path) -> None:
    first = rapl(tmp_path, 'intel-rapl:0', 'package-0', 9_000_000)
    rapl(tmp_path, 'intel-rapl:0:0', 'core', 1)
    rapl(tmp_path, 'intel-rapl:1', 'psys', 1)
    with open_counters(tmp_path) as counters:
        assert [counter.name for counter in counters] == ['RAPL package-0']
        assert with_joules(counters, lambda: first.write_text('9500000')) == (7, {'RAPL package-0': 0.5})
        assert with_joules(counters, lambda: first.write_text('1500000')) == (7, {'RAPL package-0': 2.0})


def test_package_that_only_root_may_read_is_not_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rapl(tmp_path, 'intel-rapl:0', 'package-0', 1)
    read_text = Path.read_text

    def refuse(path: Path, *args: str) -> str:
        if path.name == 'energy_uj':
            raise PermissionError(path)
        return read_text(path, *args)

    monkeypatch.setattr(Path, 'read_text', refuse)
    with open_counters(tmp_path) as counters:
        assert counters == []


@pytest.mark.parametrize(('rails', 'name', 'watts'), [
    ({'VDD_IN': (5000, 2000), 'VDD_CPU_GPU_CV': (5000, 800), 'VDD_SOC': (5000, 400)}, 'rails VDD_IN', 10.0),
    ({'VDD_GPU_SOC': (10000, 500), 'VDD_CPU_CV': (10000, 300), 'VDDQ_VDD2_1V8AO': (5000, 100)},
     'rails VDD_GPU_SOC, VDD_CPU_CV', 8.0),
])
def test_power_of_a_jetson_is_added_up(rails: dict[str, tuple[int, int]], name: str, watts: float,
                                       tmp_path: Path) -> None:
    for number, (label, (millivolts, milliamperes)) in enumerate(rails.items(), start=1):
        rail(tmp_path, 'hwmon3', number, label, millivolts, milliamperes)
    fan = tmp_path / 'class/hwmon/hwmon1'
    fan.mkdir()
    for file, value in (('name', 'pwmfan'), ('in1_label', 'fan'), ('in1_input', '9'), ('curr1_input', '9')):
        (fan / file).write_text(value)
    begun = time.monotonic()
    with open_counters(tmp_path) as counters:
        _, found = with_joules(counters, lambda: time.sleep(0.3))
    longest_s = time.monotonic() - begun
    assert list(found) == [name] and 0 < found[name] <= watts * longest_s


class Nvml(ModuleType):
    """Two GPUs, of which the second one cannot count."""

    class NVMLError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__('pynvml')
        self.millijoules, self.ready, self.driver = 5000, False, True

    def nvmlInit(self) -> None:
        if not self.driver:
            raise self.NVMLError('Driver Not Loaded')
        self.ready = True

    def nvmlShutdown(self) -> None:
        self.ready = False

    def nvmlDeviceGetCount(self) -> int:
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        return index

    def nvmlDeviceGetName(self, handle: int) -> str | bytes:
        return ('NVIDIA Fast', b'NVIDIA Old')[handle]

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: int) -> int:
        if handle == 1 or not self.ready:
            raise self.NVMLError('Not Supported')
        return self.millijoules


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> Nvml:
    module = Nvml()
    monkeypatch.setitem(sys.modules, 'pynvml', module)
    return module


def test_gpus_that_count(nvml: Nvml, tmp_path: Path) -> None:
    with open_counters(tmp_path) as counters:
        _, found = with_joules(counters, lambda: setattr(nvml, 'millijoules', 5750))
    assert found == {'GPU 0 NVIDIA Fast': 0.75} and not nvml.ready


def test_library_without_driver(nvml: Nvml, tmp_path: Path) -> None:
    nvml.driver = False
    with open_counters(tmp_path) as counters:
        assert counters == []
