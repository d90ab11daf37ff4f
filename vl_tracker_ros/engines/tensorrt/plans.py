"""The plan of one network of a bundle: from the cache, else built and kept there."""
from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import astuple
from datetime import datetime, timezone
from typing import TypeVar

import tensorrt as trt

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.nvidia import read_gpu
from vl_tracker_ros.engines.options import EngineOptions
from vl_tracker_ros.engines.tensorrt.builder import Built, Request, build
from vl_tracker_ros.engines.tensorrt.cache import Entry, PlanCache, PlanError, PlanKey
from vl_tracker_ros.engines.tensorrt.open_device import open_device
from vl_tracker_ros.engines.tensorrt.progress import Progress

T = TypeVar('T')
_log = logging.getLogger(__name__)


class PlanSource:
    """What a network of a bundle is built from, for which device, by which key the plan is kept, and where."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        """Raises EngineError where the device is refused."""
        gpu = read_gpu(options.gpu_index)
        self.cache = PlanCache()
        self.device = open_device(options.gpu_index)    # TensorRT builds for the GPU that the thread is at
        self.dla_core = options.dla_core
        self._request = Request(bundle.file(file), options.precision, self.dla_core)
        self.key = PlanKey(
            bundle.name, file, options.precision, 'gpu' if self.dla_core is None else f'dla:{self.dla_core}',
            bundle.files[file], trt.__version__, gpu.name, gpu.compute_capability, gpu.driver)

    def obtain(self, use: Callable[[bytes, Entry], T], anew: bool = False) -> T:
        """What `use` makes of a plan and its description; it raises PlanError for a plan that it cannot use.

        Built by one process while others wait for it; `anew`, even if there is one. Where it cannot be kept, it is used
        all the same. Raises EngineError when it cannot be built.
        """
        if not anew:
            with suppress(PlanError):
                return use(*self.cache.load(self.key))
        with ExitStack() as stack:
            with suppress(OSError):     # a folder that cannot be written; `_keep` says so
                stack.enter_context(self.cache.locked())
            why = 'as asked'
            if not anew:
                try:
                    return use(*self.cache.load(self.key))      # another process may have built it meanwhile
                except PlanError as error:
                    why = str(error)
            _log.warning('%s: building a plan, which takes minutes: %s', self.key, why)
            plan, entry = self._build()
        try:
            return use(plan, entry)
        except PlanError as error:
            raise EngineError(f'{self.key}: TensorRT cannot use the plan that it has just built: {error}') from error

    def _build(self) -> tuple[bytes, Entry]:
        with Progress(str(self.key), self.cache.expected_s(self.key)) as progress:
            built = build(self._request, self.cache.timing(self.key), progress)
        entry = Entry(self.key, hashlib.sha256(built.plan).hexdigest(), len(built.plan),
                      [astuple(tensor) for tensor in built.signature], round(progress.elapsed_s, 1),
                      datetime.now(timezone.utc).isoformat(timespec='seconds'), built.workspace_mib, built.left_to_gpu)
        if built.left_to_gpu:
            _log.warning('%s: the DLA leaves to the GPU: %s', self.key, layers(built.left_to_gpu))
        self._keep(built, entry)
        return built.plan, entry

    def _keep(self, built: Built, entry: Entry) -> None:
        try:
            self.cache.store(built.plan, entry, built.timing)
        except OSError as error:
            _log.warning('%s: the plan cannot be kept, and the next start will build it again: %s', self.key, error)


def layers(counts: dict[str, int]) -> str:
    """Such as '12 SOFTMAX, 3 SHUFFLE', the most frequent first."""
    return ', '.join(f'{count} {kind}' for kind, count in sorted(counts.items(), key=lambda item: -item[1]))
