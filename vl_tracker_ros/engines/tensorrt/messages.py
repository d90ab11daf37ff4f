"""What TensorRT says: to the log, with its errors kept, since its functions only return None."""
from __future__ import annotations

import logging
import re

import tensorrt as trt

_log = logging.getLogger(__name__)
_OUT_OF_MEMORY = re.compile(r'out ?of ?memory|insufficient memory|could not be allocated|memory allocation', re.I)


class Messages(trt.ILogger):
    """All go to the log at debug level: what concerns a user is said by ours."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []

    def log(self, severity: trt.ILogger.Severity, message: str) -> None:
        _log.debug('%s', message)
        if severity in (trt.ILogger.INTERNAL_ERROR, trt.ILogger.ERROR):
            self.errors.append(' '.join(message.split()))

    @property
    def cause(self) -> str:
        """The first error since `errors` was cleared, which those after it follow from."""
        return self.errors[0] if self.errors else 'it does not say why'

    @property
    def out_of_memory(self) -> bool:
        return any(map(_OUT_OF_MEMORY.search, self.errors))


MESSAGES = Messages()       # TensorRT takes one for the whole process
trt.init_libnvinfer_plugins(MESSAGES, '')       # some layers of a network are plugins, of a parsed one as of a plan
