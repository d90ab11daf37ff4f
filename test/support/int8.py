"""An int8 network of every product, as runtimes other than ours may be given one: asymmetric, by Q/DQ operators."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static


class _Feeds(CalibrationDataReader):
    def __init__(self, feeds: Iterable[dict[str, np.ndarray]]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._feeds, None)


def write_int8(folder: Path, feeds: Iterable[dict[str, np.ndarray]]) -> None:
    """Writes tracker.int8.onnx beside tracker.onnx, with the ranges that `feeds` give."""
    quantize_static(folder / 'tracker.onnx', folder / 'tracker.int8.onnx', _Feeds(feeds), quant_format=QuantFormat.QDQ,
                    op_types_to_quantize=['Conv', 'MatMul', 'Gemm'])
