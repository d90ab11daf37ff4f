"""The real thing: NVIDIA's TensorRT on NVIDIA's GPU, where there is one."""
from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

import numpy as np
import pytest
from support.followed import box_overlaps, followed

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.engines import EngineOptions, create_engine
from vl_tracker_ros.engines.tensorrt.cache import PlanCache
from vl_tracker_ros.engines.tensorrt.device import Device
from vl_tracker_ros.engines.tensorrt.engine import TensorRtEngine

REASON = TensorRtEngine.why_not(EngineOptions('tensorrt', 'cuda'))
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)


@pytest.mark.parametrize('precision', ['fp32', 'fp16'])
@pytest.mark.parametrize('name', ['all_in_one_tiny', 'atstrack_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny'])
def test_it_finds_what_onnxruntime_finds(name: str, precision: str, cache: PlanCache) -> None:
    bundle = load_bundle(name)
    engine = create_engine(bundle, 'tracker.onnx', EngineOptions('tensorrt', precision=precision))
    for feeds, expected in followed(bundle):
        found, best = engine.run(feeds), expected['scores'][0].argmax()
        if precision == 'fp32':
            assert max(np.abs(found[name] - expected[name]).max() for name in expected) <= 1e-3
        assert box_overlaps(found, expected)[best] >= 0.99
    assert len(cache.entries()) == 1
    start = time.monotonic()
    create_engine(bundle, 'tracker.onnx', EngineOptions('tensorrt', precision=precision))
    assert time.monotonic() - start < cache.entries()[0].build_s


def _by_bindings() -> Device:
    from vl_tracker_ros.engines.tensorrt.cuda_device import CudaDevice
    return CudaDevice(0)


def _by_torch() -> Device:
    from vl_tracker_ros.engines.tensorrt.torch_device import TorchDevice
    return TorchDevice(0)


@pytest.mark.parametrize(('library', 'make'), [('cuda', _by_bindings), ('torch', _by_torch)])
def test_what_goes_to_the_gpu_comes_back_at_once_and_by_a_graph(library: str, make: Callable[[], Device]) -> None:
    if importlib.util.find_spec(library) is None:
        pytest.skip(f'{library} is not installed')
    device = make()
    buffer, content = device.allocate((2, 3), np.dtype(np.float32)), np.arange(6, dtype=np.float32).reshape(2, 3)

    def there_and_back() -> None:
        device.upload(buffer)
        device.download(buffer)

    graph = device.capture(there_and_back)
    for launch in (there_and_back, graph, graph):
        content += 1
        buffer.host[:] = content
        launch()
        device.synchronize()
        np.testing.assert_array_equal(buffer.host, content)
