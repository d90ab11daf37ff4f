"""Whether a network file is all of its network, found without the package onnx, which a robot need not have."""
from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

# The fields of onnx.proto, by message and number, through which one comes to a tensor's external_data.
LEADS = {
    'ModelProto': {7: 'GraphProto', 20: 'TrainingInfoProto', 25: 'FunctionProto'},
    'TrainingInfoProto': {1: 'GraphProto', 2: 'GraphProto'},
    'GraphProto': {1: 'NodeProto', 5: 'TensorProto', 15: 'SparseTensorProto'},
    'FunctionProto': {7: 'NodeProto', 11: 'AttributeProto'},
    'NodeProto': {5: 'AttributeProto'},
    'AttributeProto': {5: 'TensorProto', 6: 'GraphProto', 10: 'TensorProto', 11: 'GraphProto',
                       22: 'SparseTensorProto', 23: 'SparseTensorProto'},
    'SparseTensorProto': {1: 'TensorProto', 2: 'TensorProto'},
    'TensorProto': {13: 'external_data'},
}
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_GROUP = (3, 4)
_UINT32 = 0xffffffff        # parsers drop the bits above
_LONGEST_VARINT = 10


def has_external_data(path: Path) -> bool:
    """Whether an ONNX file has weights in other files. False for what no parser takes: the runtime says what it is."""
    if not path.stat().st_size:
        return False
    with path.open('rb') as file:
        waiting = [('ModelProto', memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))]
    while waiting:
        message, content = waiting.pop()
        if message == 'external_data':
            return True
        leads = LEADS[message]
        waiting += [(leads[number], inner) for number, inner in _fields(content) if number in leads]
    return False


def _fields(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Number and content of the fields that may be messages, as far as it can be read. Those of a group, which ONNX has
    not, count as the message's own."""
    at = 0
    try:
        while at < len(content):
            key, at = _varint(content, at)
            number, kind = key >> 3, key & 7
            if kind == _BYTES:
                size, at = _varint(content, at)
                if size > len(content) - at:
                    return
                yield number, content[at:at + size]
                at += size
            elif kind == _VARINT:
                _, at = _varint(content, at)
            elif kind not in _GROUP:
                at += {_FIXED64: 8, _FIXED32: 4}[kind]
    except (IndexError, KeyError):      # it ends within a number, or has a kind of field that there is not
        return


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    value = 0
    for place in range(_LONGEST_VARINT):
        byte = content[at + place]
        value |= (byte & 0x7f) << 7 * place
        if byte < 0x80:
            return value & _UINT32, at + place + 1
    raise IndexError
