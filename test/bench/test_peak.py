import pytest

from vl_tracker_ros.bench.peak import Peak, PeakProbe


def test_the_least_time_is_that_of_arithmetic_or_of_memory() -> None:
    peak = Peak(gflops_per_s=100.0, gb_per_s=20.0)
    assert peak.least_ms(gflops=1.0, mb=10.0) == 10.0
    assert peak.least_ms(gflops=0.01, mb=10.0) == 0.5


def test_the_best_turn_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = PeakProbe(threads=1)
    probe.take_turn()
    assert probe.peak.gflops_per_s > 0 and probe.peak.gb_per_s > 0
    answers = iter([(50.0, 9e9), (9e9, 5.0)])
    monkeypatch.setattr(probe._process, 'call', lambda _: next(answers))
    probe.take_turn()
    probe.take_turn()
    probe.close()
    assert probe.peak == Peak(9e9, 9e9)
