from __future__ import annotations

from types import SimpleNamespace

import pytest

from vl_tracker_ros.training import pace as module
from vl_tracker_ros.training.pace import Pace


def test_one_line_a_minute_says_how_far_and_how_long(capsys: pytest.CaptureFixture[str],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(module, 'time', SimpleNamespace(monotonic=lambda: now))
    pace = Pace(step=400, steps=7000, samples=32)
    for now, step in ((1030.0, 420), (1061.0, 461), (1100.0, 500), (1122.0, 522)):
        pace.tell(step)
    assert capsys.readouterr().out.splitlines() == ['6 % 461/7000 steps, 32 samples/s, 1.8 h left',
                                                    '7 % 522/7000 steps, 32 samples/s, 1.8 h left']


def test_minutes_when_there_are_few(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module, 'time', SimpleNamespace(monotonic=lambda: now))
    pace, now = Pace(step=0, steps=200, samples=8), 60.0
    pace.tell(50)
    assert capsys.readouterr().out == '25 % 50/200 steps, 7 samples/s, 3 min left\n'
