"""The seam between lab and robot: find, verify, read and write a bundle (format: docs/architecture.md)."""

from __future__ import annotations

import hashlib
import math
import os
import reprlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path, PurePath
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from vl_tracker_ros.onnx_parts import has_external_data

FORMAT = 1
METADATA = 'bundle.yaml'
# What a bundle of somebody else may ask for: enough for every tracker here, and no robot's memory or minute.
MOST_BYTES = 1 << 31            # of a file; a network of more is no ONNX file
MOST_METADATA_BYTES = 1 << 20
MOST_CHARACTERS = 2000          # of one value in it
MOST_NUMBERS = 1 << 24          # of one input of the network
MOST_CROP_FACTOR = 10.0
_NOT_LISTED = (METADATA, 'README.md')


class BundleError(ValueError):
    """A bundle that is missing, incomplete or damaged; the line names the file and the cause."""


@dataclass(frozen=True)
class NetworkSpec:
    """Shapes and normalisation of the network contract; `mean` and `std` are RGB, of values in [0, 1].

    `text_groups` names the phrases that share the text_length tokens equally, empty for one sentence;
    `state_shape` is [K, C] of the memory between frames, empty for a tracker without one.
    """

    search_size: int
    template_size: int
    num_templates: int
    text_length: int
    text_dim: int
    text_groups: list[str]
    state_shape: list[int]
    mean: list[float]
    std: list[float]
    inputs: list[str]
    outputs: list[str]

    def __post_init__(self) -> None:
        if not len(self.mean) == len(self.std) == 3:
            raise ValueError('mean and std should have one value for each of R, G, B')
        if min(self.std) <= 0:
            raise ValueError(f'std {self.std} should be above 0')
        if self.text_groups and self.text_length % len(self.text_groups):
            raise ValueError(f'text_length {self.text_length} cannot be shared by {len(self.text_groups)} phrases')
        for name, shape in self.input_shapes().items():
            if min(shape) < 1 or math.prod(shape) > MOST_NUMBERS:
                raise ValueError(f'{name} has the shape {shape}: every side should be 1 at least, and all of it '
                                 f'{MOST_NUMBERS} numbers at most')

    def input_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of every tensor of `inputs`, in their order. Raises ValueError for a name the contract has not."""
        shapes = {'search': (1, 3, self.search_size, self.search_size),
                  'template': (1, self.num_templates, 3, self.template_size, self.template_size),
                  'template_mask': (1, self.num_templates), 'text': (1, self.text_length, self.text_dim),
                  'text_mask': (1, self.text_length), 'state': (1, *self.state_shape)}
        if unknown := set(self.inputs) - shapes.keys():
            raise ValueError(f'inputs {sorted(unknown)} are not in the network contract')
        return {name: shapes[name] for name in self.inputs}


@dataclass(frozen=True)
class CropSpec:
    """Side of the square crop in units of sqrt(width*height) of the box."""

    search_factor: float
    template_factor: float

    def __post_init__(self) -> None:
        if not 0 < min(self.search_factor, self.template_factor) <= \
                max(self.search_factor, self.template_factor) <= MOST_CROP_FACTOR:
            raise ValueError(f'factors should be above 0 and at most {MOST_CROP_FACTOR:g}')


@dataclass(frozen=True)
class Calibration:
    """Piecewise linear map from a raw score to the published score; `raw` ascends.

    The raw score is the class score, or, with `weights`, the logistic of the signals of tracking/certainty.py that
    they name, 'bias' being that of a constant 1.
    """

    raw: list[float]
    probability: list[float]
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.raw) == len(self.probability) >= 2:
            raise ValueError('raw and probability should have the same number of values, two at least')
        if self.raw != sorted(self.raw) or not 0 <= min(self.probability) <= max(self.probability) <= 1:
            raise ValueError('raw should ascend and probability lie in [0, 1]')


UNCALIBRATED = Calibration([0.0, 1.0], [0.0, 1.0])


@dataclass(frozen=True)
class Bundle:
    """A verified bundle.

    `confidence`, `gate`, `state`, `template`, `search` are keywords of classes in `tracking`; `search` may be missing.
    """

    path: Path
    name: str
    model: str
    tracker: str
    licence: str
    files: dict[str, str]
    network: NetworkSpec
    crop: CropSpec
    confidence: dict[str, Any]
    gate: dict[str, Any]
    state: dict[str, Any]
    template: dict[str, Any]
    calibration: Calibration
    metrics: dict[str, Any]
    training: dict[str, Any]
    search: dict[str, Any] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        """Path of a file that the bundle lists; raises BundleError for one that it does not."""
        if name not in self.files:
            raise BundleError(f'{self.path}: the bundle has no {name}')
        return self.path / name

    @property
    def sha256(self) -> str:
        """Of its description, which has that of each file: two bundles that agree in it are the same."""
        return _sha256(self.path / METADATA)

    @property
    def takes_words(self) -> bool:
        return 'text' in self.network.inputs

    @property
    def takes_box(self) -> bool:
        return 'template' in self.network.inputs

    @property
    def needs_box(self) -> bool:
        """Whether the network always wants its templates, so that words alone cannot start it."""
        return self.takes_box and 'template_mask' not in self.network.inputs

    @property
    def starts_from_words(self) -> bool:
        """Whether words alone are enough; others need a grounder, or a first box."""
        return self.takes_words and not self.needs_box


def load_bundle(name_or_path: str | Path) -> Bundle:
    """Load a bundle by path (a Path, or text with a path separator) or by name, and verify every file of it.

    Raises BundleError when it is not found, truncated, of another format version, differs from its checksums, has more
    than it may, or leads out of its folder.
    """
    folder = _find(name_or_path)
    metadata = _read_metadata(folder / METADATA)
    bundle = _build(Bundle, {**metadata, 'path': folder}, str(folder / METADATA))
    for name, checksum in bundle.files.items():
        _verify(folder, name, checksum)
    return bundle


def list_bundles() -> dict[str, Path]:
    """Folders of the bundles that can be loaded by name, unverified; the first of a name counts."""
    found: dict[str, Path] = {}
    for root in _search_path():
        for metadata in sorted(root.glob(f'*/{METADATA}')):
            found.setdefault(metadata.parent.name, metadata.parent)
    return found


def write_bundle(folder: str | Path, metadata: Mapping[str, Any]) -> Bundle:
    """Complete a folder of files to a bundle: write bundle.yaml with format and checksums, and load it.

    Every file in the folder but the model card is listed. `metadata` holds all other keys of bundle.yaml.
    """
    folder = Path(folder)
    names = sorted(path.name for path in folder.iterdir()
                   if path.is_file() and not path.name.startswith('.') and path.name not in _NOT_LISTED)
    content = {'format': FORMAT, **metadata, 'files': {name: _sha256(folder / name) for name in names}}
    partial = folder / f'.{METADATA}.partial'
    text = yaml.dump(content, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=110)
    partial.write_text(text, encoding='utf-8')
    os.replace(partial, folder / METADATA)
    return load_bundle(folder)


def rewrite_bundle(bundle: Bundle, folder: str | Path, **sections: Any) -> Bundle:
    """Write a bundle anew with other sections of bundle.yaml, into its own folder or another one.

    Another folder gets the bundle's files beside those that it has; all of them are listed.
    """
    folder = Path(folder)
    if folder.resolve() != bundle.path.resolve():
        shutil.copytree(bundle.path, folder, dirs_exist_ok=True)
    known = {name: value for name, value in asdict(bundle).items() if name not in ('path', 'files')}
    return write_bundle(folder, {**known, **sections})


def _search_path() -> Iterator[Path]:
    yield from (Path(part) for part in os.environ.get('VL_TRACKER_BUNDLE_PATH', '').split(os.pathsep) if part)
    data_home = os.environ.get('XDG_DATA_HOME') or Path.home() / '.local' / 'share'
    yield Path(data_home) / 'vl_tracker_ros' / 'bundles'
    yield Path(__file__).parent / 'bundles'


def _find(name_or_path: str | Path) -> Path:
    if isinstance(name_or_path, Path) or not _is_plain(name_or_path):
        folder = Path(name_or_path).expanduser()
        if not (folder / METADATA).is_file():
            raise BundleError(f'{folder}: no bundle here: {METADATA} is missing')
        return folder
    known = list_bundles()
    if name_or_path not in known:
        raise BundleError(f'no bundle named {name_or_path!r}; there are: {", ".join(known) or "none"} '
                          f'(a folder is given by a path, such as ./{name_or_path})')
    return known[name_or_path]


def _is_plain(name: str) -> bool:
    return PurePath(name).name == name and name != '..'


class _PlainLoader(yaml.SafeLoader):
    """Reads no aliases, a few lines of which stand for gigabytes, and no number of a thousand digits."""

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or len(getattr(event, 'value', '')) > MOST_CHARACTERS:
            line = event.start_mark.line + 1
            raise yaml.YAMLError(f'line {line}: an alias, or more than {MOST_CHARACTERS} characters')
        return super().compose_node(parent, index)


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _read_metadata(path: Path) -> dict[str, Any]:
    try:
        metadata = _PlainLoader(_read_text(path)).get_single_data()
    except Exception as error:  # the loader lets through what its constructors stumble over, of any kind
        raise BundleError(f'{path}: cannot be read: {" ".join(str(error).split())}') from error
    if not isinstance(metadata, dict):
        raise BundleError(f'{path}: is empty or not a mapping')
    version = metadata.pop('format', None)
    if version != FORMAT:
        raise BundleError(f'{path}: format version {version}, but this program reads version {FORMAT}')
    return metadata


def _read_text(path: Path) -> str:
    if path.stat().st_size > MOST_METADATA_BYTES:
        raise ValueError(f'it has more than {MOST_METADATA_BYTES} bytes')
    return path.read_text(encoding='utf-8')


def _build(kind: type, values: Any, where: str) -> Any:
    """Make the dataclass `kind` of a mapping that has its fields, of their types, and nothing else.

    Only a field with a default may be missing.
    """
    if not isinstance(values, dict):
        raise BundleError(f'{where}: should be a mapping, not {reprlib.repr(values)}')
    known = {one.name: one.default_factory is MISSING for one in fields(kind)}
    needed = {name for name, is_needed in known.items() if is_needed}
    for problem, keys in (('missing', needed - set(values)), ('unknown', set(values) - set(known))):
        if keys:
            raise BundleError(f'{where}: {problem} {", ".join(sorted(map(str, keys)))}')
    types = get_type_hints(kind)
    checked = {name: _checked(types[name], values[name], f'{where}: {name}') for name in known if name in values}
    try:
        return kind(**checked)
    except ValueError as error:
        raise BundleError(f'{where}: {error}') from error


def _checked(expected: Any, value: Any, where: str) -> Any:
    if hasattr(expected, '__dataclass_fields__'):
        return _build(expected, value, where)
    if expected is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        if not abs(value) <= sys.float_info.max:
            raise BundleError(f'{where}: should be a finite number, not {reprlib.repr(value)}')
        return float(value)
    container = get_origin(expected) or expected
    if not isinstance(value, container) or isinstance(value, bool):
        raise BundleError(f'{where}: should be {getattr(container, "__name__", container)}, not {reprlib.repr(value)}')
    if container is dict and not all(isinstance(key, str) for key in value):
        raise BundleError(f'{where}: its keys should be names, not {reprlib.repr(list(value))}')
    if container is list:
        return [_checked(get_args(expected)[0], item, where) for item in value]
    return value


def _verify(folder: Path, name: str, checksum: str) -> None:
    if not _is_plain(name):
        raise BundleError(f'{folder / METADATA}: file name {name!r} points outside the bundle')
    path = folder / name
    if not path.is_file():
        raise BundleError(f'{path}: missing')
    if path.resolve().parent != (folder / METADATA).resolve().parent:
        raise BundleError(f'{path}: is a link to a file outside the bundle')
    if path.stat().st_size > MOST_BYTES:
        raise BundleError(f'{path}: has more than {MOST_BYTES} bytes')
    try:
        found = _sha256(path)
        is_whole = path.suffix != '.onnx' or not has_external_data(path)
    except OSError as error:
        raise BundleError(f'{path}: cannot be read: {error.strerror}') from error
    if found != checksum:
        raise BundleError(f'{path}: damaged or truncated: its sha256 differs from {METADATA}')
    if not is_whole:
        raise BundleError(f'{path}: has weights in other files, which no checksum covers; a bundle has whole networks')


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open('rb') as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
