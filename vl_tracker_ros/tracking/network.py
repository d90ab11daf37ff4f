"""One frame of the network contract (docs/architecture.md): buffers in, candidates out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.engines import Engine, EngineError
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.preprocess import Normaliser

Floats = NDArray[np.float32]
_OUTPUTS = ('boxes', 'scores', 'correlation')


@dataclass(frozen=True, eq=False)
class Candidates:
    """What the network proposes: boxes (N, 4) cxcywh_norm, scores (N,), correlation (h, w); row-major."""

    boxes: Floats
    scores: Floats
    correlation: Floats


class FrameNetwork:
    """Holds the network's input buffers between frames and runs it on a view."""

    def __init__(self, spec: NetworkSpec, engine: Engine, memory: TemplateMemory) -> None:
        self._engine = engine
        self._normaliser = Normaliser(spec.mean, spec.std)
        self._search = np.zeros((1, 3, spec.search_size, spec.search_size), np.float32)
        self._text = np.zeros((1, spec.text_length, spec.text_dim), np.float32)
        self._text_mask = np.zeros((1, spec.text_length), np.float32)
        buffers = {'search': self._search, 'template': memory.templates, 'template_mask': memory.mask,
                   'text': self._text, 'text_mask': self._text_mask}
        _check_names(engine, spec, fed=set(buffers))
        self._feeds = {name: buffers[name] for name in engine.input_names}

    def set_text(self, text: Floats | None, mask: Floats | None) -> None:
        """Set the token features (1, L, D) and mask (1, L) of the command; None for no language."""
        self._text[:] = 0 if text is None else text
        self._text_mask[:] = 0 if mask is None else mask

    def normalised(self, image: NDArray[np.uint8]) -> Floats:
        """A BGR view (Z, Z, 3) as the network takes it: (3, Z, Z)."""
        out = np.empty((3, *image.shape[:2]), np.float32)
        self._normaliser.write(image, out)
        return out

    def run(self, image: NDArray[np.uint8]) -> Candidates:
        """Run on a BGR view (S, S, 3); raises EngineError when what comes out breaks the contract."""
        self._normaliser.write(image, self._search[0])
        outputs = self._engine.run(self._feeds)
        found = Candidates(*(outputs[name][0] for name in _OUTPUTS))
        count = found.correlation.size
        if found.boxes.shape != (count, 4) or found.scores.shape != (count,):
            raise EngineError(f'network gave boxes {found.boxes.shape} and scores {found.scores.shape} '
                              f'for {count} cells')
        if not all(np.isfinite(array).all() for array in (found.boxes, found.scores, found.correlation)):
            raise EngineError('network gave numbers that are not finite')
        return found


def _check_names(engine: Engine, spec: NetworkSpec, fed: set[str]) -> None:
    for kind, of_file, of_bundle in (('inputs', engine.input_names, spec.inputs),
                                     ('outputs', engine.output_names, spec.outputs)):
        if set(of_file) != set(of_bundle):
            said = f'but bundle.yaml says {sorted(of_bundle)}'
            raise EngineError(f'network has {kind} {sorted(of_file)}, {said}')
    if unknown := set(engine.input_names) - fed:
        raise EngineError(f'network wants inputs that are not fed here: {", ".join(sorted(unknown))}')
    if missing := set(_OUTPUTS) - set(engine.output_names):
        raise EngineError(f'network does not give {", ".join(sorted(missing))}')
