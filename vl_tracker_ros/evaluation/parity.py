"""How far the networks of a bundle are from the model that they were exported from: torch against ONNX Runtime."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import Engine, EngineOptions, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.export import PARITY, frame_inputs, text_inputs
from vl_tracker_ros.geometry import crop_view, global_view
from vl_tracker_ros.tracking.preprocess import Normaliser

TEXT, TRACKER = 'text.onnx', 'tracker.onnx'


@dataclass(frozen=True)
class Deviation:
    """Largest absolute difference of one output, over all runs on one kind of input."""

    file: str
    inputs: str         # random, crops or whole images
    output: str
    worst: float

    @property
    def passes(self) -> bool:
        return self.worst <= PARITY     # False for NaN


def parity(bundle: Bundle, images: Iterable[NDArray[np.uint8]]) -> list[Deviation]:
    """Compare all networks of the bundle on random input, and the tracker on views of BGR images (H,W,3) as well.

    A view is the whole image, or a crop around its middle; templates are crops of the middle.
    """
    found = []
    text: Arrays = {}
    if TEXT in bundle.files:
        feeds = {name: value.numpy() for name, value in text_inputs(bundle.network).items()}
        engines = _engines(bundle, TEXT)
        found += _compared(engines, TEXT, 'random', [feeds])
        text = {'text': engines[1].run(feeds)['text'], 'text_mask': feeds['mask']}
    feeds = {name: value.numpy() for name, value in frame_inputs(bundle.network).items()}
    engines = _engines(bundle, TRACKER)
    found += _compared(engines, TRACKER, 'random', [feeds])
    feeds |= {name: value for name, value in text.items() if name in feeds}
    views = [_views(bundle, feeds, image) for image in images]
    for kind in ('crops', 'whole images'):
        found += _compared(engines, TRACKER, kind, [view[kind] for view in views])
    return found


def _engines(bundle: Bundle, file: str) -> tuple[Engine, Engine]:
    return tuple(create_engine(bundle, file, EngineOptions(runtime, 'cpu')) for runtime in ('torch', 'onnxruntime'))


def _compared(engines: tuple[Engine, Engine], file: str, kind: str, runs: list[Arrays]) -> Iterator[Deviation]:
    worst: dict[str, float] = {}
    for feeds in runs:
        ours, theirs = (engine.run(feeds) for engine in engines)
        for name in ours:
            worst[name] = float(np.maximum(worst.get(name, 0.0), np.abs(ours[name] - theirs[name]).max()))
    return (Deviation(file, kind, name, value) for name, value in worst.items())


def _views(bundle: Bundle, feeds: Arrays, image: NDArray[np.uint8]) -> dict[str, Arrays]:
    """The feeds with views of one image, by kind."""
    spec, crop = bundle.network, bundle.crop
    height, width = image.shape[:2]
    box = (3 * width / 8, 3 * height / 8, width / 4, height / 4)
    to_input = Normaliser(spec.mean, spec.std)

    def batch(view: NDArray[np.uint8]) -> NDArray[np.float32]:
        out = np.empty((3, *view.shape[:2]), np.float32)
        to_input.write(view, out)
        return out[None]

    searches = {'crops': crop_view(image, box, crop.search_factor, spec.search_size)[0],
                'whole images': global_view(image, spec.search_size)[0]}
    shown = dict(feeds)
    if 'template' in feeds:
        template = batch(crop_view(image, box, crop.template_factor, spec.template_size)[0])
        shown['template'] = np.repeat(template[None], spec.num_templates, axis=1)
    return {kind: {**shown, 'search': batch(view)} for kind, view in searches.items()}
