"""A bundle's tracker network in 8 bits, with the ranges of what it sees while it follows a target."""
from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnx
import onnx_ir
import onnxruntime
from onnx_ir.passes.common import DeduplicateInitializersPass
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_dynamic, quantize_static

from vl_tracker_ros.bundle import Bundle, BundleError, rewrite_bundle
from vl_tracker_ros.engines import Engine, EngineOptions, create_engine, int8_file
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.wrapped import WrappedEngine
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.tracking import Tracker, TrackerError

INT8 = int8_file('tracker.onnx')
# Static: convolutions, one scale a tensor. A scale a channel (tried on mvlm_tiny), or matrix products as well (four of
# the five tiny trackers), made the boxes worse and no frame faster. Dynamic: where a transformer spends its time.
OPERATORS = {'static': ('Conv',), 'static-symmetric': ('Conv',), 'dynamic': ('MatMul', 'Gemm')}
INPUTS = 100            # that are kept of a video, at most
LARGEST_WEIGHT = 1 << 28        # elements: every weight there is


class RecordingEngine(WrappedEngine):
    """An engine that keeps what it is fed: all, or evenly spread ones where that is more than INPUTS."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.feeds: list[Arrays] = []
        self._runs, self._stride = 0, 1

    def run(self, feeds: Arrays) -> Arrays:
        if self._runs % self._stride == 0:
            self.feeds.append({name: array.copy() for name, array in feeds.items()})
        if len(self.feeds) > INPUTS:
            self.feeds = self.feeds[::2]
            self._stride *= 2
        self._runs += 1
        return super().run(feeds)


def record_feeds(bundle: Bundle, images: Iterable[Image], text: str | None, box_xywh_px: Any,
                 options: EngineOptions) -> list[Arrays]:
    """What the network is fed while it follows the target through the images.

    Raises TrackerError for a start that is refused, and where no image after the first shows the target.
    """
    engine = RecordingEngine(create_engine(bundle, 'tracker.onnx', options))
    tracker = Tracker(bundle, engine, TextEncoder(bundle, options) if bundle.takes_words else None)
    images = iter(images)
    tracker.start(next(images), text, box_xywh_px)
    if not sum(tracker.update(image).state.has_box for image in images):
        raise TrackerError(f'{bundle.name} never follows the target in this video: its inputs say nothing of what the '
                           'network sees at work')
    return engine.feeds


def quantize(bundle: Bundle, feeds: list[Arrays], method: str, folder: Path) -> Bundle:
    """Write the bundle into a new `folder` with INT8 beside tracker.onnx.

    method: one of OPERATORS; static ones take the ranges of activations from `feeds`, dynamic finds them in each frame.
    Raises BundleError for a network without such operators, FileExistsError for a folder that is there.
    """
    with TemporaryDirectory() as scratch:
        prepared, quantised = Path(scratch) / 'prepared.onnx', Path(scratch) / INT8
        _prepare(bundle.file('tracker.onnx'), prepared, OPERATORS[method])
        with _quiet_quantiser():
            _METHODS[method](prepared, quantised, feeds)
        folder.mkdir(parents=True)
        shutil.copyfile(quantised, folder / INT8)
    made = {'method': method, 'inputs': len(feeds), 'onnxruntime': onnxruntime.__version__}
    return rewrite_bundle(bundle, folder, training={**bundle.training, 'int8': made})


def check_unquantised(bundle: Bundle, folder: Path) -> None:
    """Raises BundleError for a bundle that has INT8, FileExistsError for a folder that is there."""
    if INT8 in bundle.files:
        raise BundleError(f'{bundle.path}: is quantised already: it has {INT8}')
    if folder.exists():
        raise FileExistsError(f'{folder}: is there already: give another --out')


def _prepare(path: Path, prepared: Path, operators: tuple[str, ...]) -> None:
    """Fold constants and batch normalisation, which export leaves to the runtimes: what is quantised are the weights
    that they end in. Folding copies a weight for each use of it; the copies are made one again."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(prepared)
    onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])
    network = onnx_ir.load(prepared)
    if not any(node.op_type in operators for node in network.graph):
        raise BundleError(f'{path}: has no {" or ".join(operators)} to quantise')
    DeduplicateInitializersPass(size_limit=LARGEST_WEIGHT)(network)
    network = onnx_ir.to_proto(network)
    del network.graph.value_info[:]         # shapes of weights before they were transposed
    onnx.save(network, prepared)


class _Feeds(CalibrationDataReader):
    def __init__(self, feeds: list[Arrays]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> Arrays | None:
        return next(self._feeds, None)


def _static(prepared: Path, quantised: Path, feeds: list[Arrays]) -> None:
    quantize_static(prepared, quantised, _Feeds(feeds), op_types_to_quantize=list(OPERATORS['static']),
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)


def _static_symmetric(prepared: Path, quantised: Path, feeds: list[Arrays]) -> None:
    """As TensorRT wants it: no zero points, weights quantised by operators of their own, biases not at all. On a CPU
    this is slower than `_static`, and its boxes are worse."""
    quantize_static(prepared, quantised, _Feeds(feeds), op_types_to_quantize=list(OPERATORS['static-symmetric']),
                    activation_type=QuantType.QInt8, weight_type=QuantType.QInt8,
                    extra_options={'ActivationSymmetric': True, 'WeightSymmetric': True, 'AddQDQPairToWeight': True,
                                   'QuantizeBias': False})


def _dynamic(prepared: Path, quantised: Path, _: list[Arrays]) -> None:
    quantize_dynamic(prepared, quantised, op_types_to_quantize=list(OPERATORS['dynamic']), weight_type=QuantType.QInt8)


_METHODS: dict[str, Callable[[Path, Path, list[Arrays]], None]] = {
    'static': _static, 'static-symmetric': _static_symmetric, 'dynamic': _dynamic}


@contextmanager
def _quiet_quantiser() -> Iterator[None]:
    """It advises its own preprocessing, which does not run on what `export` writes; `_prepare` does the same."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
