"""Real runtimes in real processes: torch cannot build the hand-written bundle, onnxruntime runs it."""
from __future__ import annotations

import pytest

from vl_tracker_ros.bench import lineup
from vl_tracker_ros.bench.lineup import ALL, line_up
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError


@pytest.fixture(autouse=True)
def two_runtimes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lineup, 'runtime_names', lambda: ('onnxruntime', 'torch'))


def test_all_takes_what_can_be_had_and_says_why_not_the_others(colour: Bundle) -> None:
    with line_up({'mine': colour}, [ALL], ['fp32'], 'cpu', 1) as found:
        contender, = found.contenders
        refusal, = found.refusals
        assert contender.entry.label == 'mine onnxruntime fp32' and contender.runs_on.endswith('cpu, fp32, 1 threads')
        assert 1 < contender.memory_mb < 1000
        assert refusal.entry.label == 'mine torch fp32' and "torch cannot build 'colour'" in refusal.reason


def test_runtime_that_was_named_and_cannot_be_had(colour: Bundle) -> None:
    with pytest.raises(EngineError, match="^mine torch fp32: .*torch cannot build 'colour'"), \
            line_up({'mine': colour}, ['onnxruntime', 'torch'], ['fp32'], 'cpu', 1):
        pass


def test_one_entry_for_what_is_said_twice(colour: Bundle) -> None:
    with line_up({'mine': colour}, ['onnxruntime'] * 2, ['fp32'] * 2, 'cpu', 1) as found:
        assert len(found.contenders) == 1 and not found.refusals


@pytest.mark.parametrize(('runtime', 'precision', 'reason'), [
    ('abacus', 'fp32', "unknown runtime 'abacus'"), ('onnxruntime', 'fp33', "unknown precision 'fp33'")])
def test_names_that_there_are_not(runtime: str, precision: str, reason: str, colour: Bundle) -> None:
    with pytest.raises(EngineError, match=reason), line_up({'mine': colour}, [runtime], [precision], 'cpu', 1):
        pass
