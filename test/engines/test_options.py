from __future__ import annotations

import pytest

from vl_tracker_ros.engines import EngineError, EngineOptions


@pytest.mark.parametrize(('device', 'kind', 'gpu', 'dla'), [
    ('auto', 'auto', 0, None), ('cpu', 'cpu', 0, None), ('cuda', 'cuda', 0, None), ('cuda:2', 'cuda', 2, None),
    ('dla', 'dla', 0, 0), ('dla:1', 'dla', 0, 1)])
def test_device_is_a_kind_and_a_number(device: str, kind: str, gpu: int, dla: int | None) -> None:
    options = EngineOptions(device=device)
    assert (options.device_kind, options.gpu_index, options.dla_core) == (kind, gpu, dla)


@pytest.mark.parametrize('device', ['gpu', 'cuda:', 'cuda:x', 'cpu:0', 'dla:-1', ''])
def test_unknown_device_tells_the_known_ones(device: str) -> None:
    with pytest.raises(EngineError, match=f"unknown device '{device}'; there are auto, cpu, .*dla"):
        EngineOptions(device=device)


def test_text_runs_in_fp32_where_there_is_fp32() -> None:
    assert EngineOptions('tensorrt', 'dla:1', 'fp16').for_text() == EngineOptions('tensorrt', 'cuda', 'fp32')
    assert EngineOptions('tensorrt', 'cuda:1', 'int8', 2).for_text() == EngineOptions('tensorrt', 'cuda:1', 'fp32', 2)
