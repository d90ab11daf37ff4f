"""Weights of a file into a model: read without running anything of the file, matched name by name."""
from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError

_WRAPPERS = ('net', 'model', 'module', 'state_dict')
_SHOWN = 4


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The state dict of a .safetensors file or of a file of torch.save (.pth, .pt, .bin), on the CPU.

    It is found under net, model, module or state_dict, or is the file's whole content. Settings, statistics and
    other objects beside it are left out; nothing of the file is executed.
    Raises CheckpointError for another kind of file or a damaged one, and OSError for one that cannot be opened.
    """
    content = _read_safetensors(path) if path.suffix == '.safetensors' else _read_pickle(path)
    found = next((content[key] for key in _WRAPPERS if _is_state_dict(content.get(key))), content)
    if not _is_state_dict(found):
        raise CheckpointError(f'{path}: holds no state dict, not under {", ".join(_WRAPPERS)} either; '
                              f'it has {_listed(map(str, content))}')
    return dict(found)


def load_weights(module: nn.Module, state: Mapping[str, Tensor], source: str, ignore: Iterable[str] = ()) -> None:
    """Copy `state` into the module, every parameter and buffer of it; `source` names the file in errors.

    What begins with one of `ignore` may be missing, and is dropped where the module does not have it.
    Raises CheckpointError, before anything is copied, for names that are missing or left over, for other shapes,
    and for weights that are not finite numbers.
    """
    expected = module.state_dict()
    free = tuple(ignore)
    missing = [name for name in expected if name not in state and not name.startswith(free)]
    extra = [name for name in state if name not in expected and not name.startswith(free)]
    shared = [name for name in state if name in expected]
    wrong = [f'{name} {_shape(state[name])} in the file but {_shape(expected[name])} in the model'
             for name in shared if state[name].shape != expected[name].shape]
    problems = [f'{kind} {_listed(names)}' for kind, names in (
        ('of another shape:', wrong), ('missing:', [f'{name} {_shape(expected[name])}' for name in missing]),
        ('left over:', [f'{name} {_shape(state[name])}' for name in extra])) if names]
    if problems:
        verdict = _verdict(len(shared), len(expected), wrong)
        raise CheckpointError(f'{source}: {verdict} {type(module).__name__}; {"; ".join(problems)}')
    check_finite({name: state[name] for name in shared}, source)
    module.load_state_dict({name: state[name] for name in shared}, strict=False)


def check_finite(state: Mapping[str, Tensor], source: str) -> None:
    """Raises CheckpointError naming the weights that are NaN or infinite."""
    if broken := [name for name, value in state.items() if not torch.isfinite(value).all()]:
        raise CheckpointError(f'{source}: NaN or infinite weights in {_listed(broken)}')


def _verdict(shared: int, expected: int, wrong: Collection[str]) -> str:
    if 2 * shared < expected:
        return 'these are weights of another model than'
    return 'these are weights of another variant of' if wrong else 'these weights do not fit'


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    rest = f', ... ({len(names)} in all)' if len(names) > _SHOWN else ''
    return ', '.join(names[:_SHOWN]) + rest


def _shape(tensor: Tensor) -> str:
    return str(tuple(tensor.shape))


def _is_state_dict(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(item, Tensor) for item in value.values())


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except SafetensorError as error:
        raise CheckpointError(f'{path}: is no safetensors file, or is damaged: {error}') from error


def _read_pickle(path: Path) -> Mapping[str, Any]:
    with path.open('rb') as file:
        _refuse_programs(path, file)
        try:
            content = torch.load(file, map_location='cpu', pickle_module=_InertPickle, weights_only=False)
        except Exception as error:  # a damaged pickle can fail in any way
            raise CheckpointError(f'{path}: is no file of torch.save, or is damaged: {error}') from error
    if not isinstance(content, Mapping):
        raise CheckpointError(f'{path}: holds a {type(content).__name__}, not a mapping with weights')
    return content


def _refuse_programs(path: Path, file: BinaryIO) -> None:
    """torch.load would hand a TorchScript archive, which holds code, to torch.jit."""
    if zipfile.is_zipfile(file) and any(name.endswith('/constants.pkl') for name in zipfile.ZipFile(file).namelist()):
        raise CheckpointError(f'{path}: is a TorchScript program, not weights')
    file.seek(0)


class _Inert:
    """Stands for an object of a class that is not needed; takes whatever its pickle gives it and keeps nothing."""

    def __new__(cls, *args: Any, **kwargs: Any) -> _Inert:
        return super().__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def _ignore(self, *args: Any) -> None: ...

    __setstate__ = __setitem__ = append = extend = add = _ignore


_REBUILT = {
    ('collections', 'OrderedDict'): OrderedDict,
    ('torch', 'Size'): torch.Size,
    ('torch._utils', '_rebuild_tensor'): torch._utils._rebuild_tensor,
    ('torch._utils', '_rebuild_tensor_v2'): torch._utils._rebuild_tensor_v2,
    ('torch._utils', '_rebuild_parameter'): torch._utils._rebuild_parameter,
}


class _InertUnpickler(pickle.Unpickler):
    """Rebuilds tensors and plain containers; every other class or function of the file is an _Inert."""

    def find_class(self, module: str, name: str) -> Any:
        return _REBUILT.get((module, name), _Inert)


class _InertPickle:
    """What torch.load asks of a pickle module."""

    Unpickler = _InertUnpickler

    @staticmethod
    def load(file: BinaryIO, **options: Any) -> Any:
        return _InertUnpickler(file, **options).load()
