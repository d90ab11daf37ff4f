"""One frame of the network contract (docs/architecture.md): buffers in, candidates out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.engines import Engine, EngineError
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.preprocess import Normaliser

Floats = NDArray[np.float32]
_NEEDED = ('boxes', 'scores', 'correlation')
_OPTIONAL = ('region_correlation',)


@dataclass(frozen=True, eq=False)
class Candidates:
    """What the network proposes: boxes (N, 4) cxcywh_norm, scores (N,), correlation (h, w); row-major.

    `region_correlation` (N,) is there when the network computes the correlation of each box itself.
    """

    boxes: Floats
    scores: Floats
    correlation: Floats
    region_correlation: Floats | None = None


class FrameNetwork:
    """Holds the network's input buffers between frames and runs it on a view.

    The memory that the network gives in one frame (`next_state`) is the `state` that it takes in the next.
    """

    def __init__(self, spec: NetworkSpec, engine: Engine, memory: TemplateMemory) -> None:
        _check_names(engine, spec)
        self._engine = engine
        self._normaliser = Normaliser(spec.mean, spec.std)
        buffers = {name: np.zeros(shape, np.float32) for name, shape in spec.input_shapes().items()}
        templates = {'template': memory.templates, 'template_mask': memory.mask}
        self._feeds = {name: templates.get(name, buffer) for name, buffer in buffers.items()}

    def set_text(self, text: Floats, mask: Floats) -> None:
        """Set the token features (1, L, D) and mask (1, L) of the command."""
        self._feeds['text'][:] = text
        if 'text_mask' in self._feeds:
            self._feeds['text_mask'][:] = mask

    def forget(self) -> None:
        """Empty the memory between frames."""
        if 'state' in self._feeds:
            self._feeds['state'][:] = 0

    def normalised(self, image: NDArray[np.uint8]) -> Floats:
        """A BGR view (Z, Z, 3) as the network takes it: (3, Z, Z)."""
        out = np.empty((3, *image.shape[:2]), np.float32)
        self._normaliser.write(image, out)
        return out

    def run(self, image: NDArray[np.uint8]) -> Candidates:
        """Run on a BGR view (S, S, 3); raises EngineError when what comes out breaks the contract."""
        self._normaliser.write(image, self._feeds['search'][0])
        outputs = self._engine.run(self._feeds)
        found = Candidates(*(outputs[name][0] for name in _NEEDED),
                           **{name: outputs[name][0] for name in _OPTIONAL if name in outputs})
        _check(found)
        self._remember(outputs)
        return found

    def _remember(self, outputs: Arrays) -> None:
        if 'state' not in self._feeds:
            return
        state = outputs['next_state']
        if state.shape != self._feeds['state'].shape or not np.isfinite(state).all():
            raise EngineError(f'network gave next_state {state.shape}, not finite numbers of shape '
                              f'{self._feeds["state"].shape}')
        self._feeds['state'][:] = state


def _check(found: Candidates) -> None:
    count = found.correlation.size
    if found.boxes.shape != (count, 4) or found.scores.shape != (count,):
        raise EngineError(f'network gave boxes {found.boxes.shape} and scores {found.scores.shape} '
                          f'for {count} cells')
    regions = found.region_correlation
    if regions is not None and regions.shape != (count,):
        raise EngineError(f'network gave region_correlation {regions.shape} for {count} cells')
    arrays = (found.boxes, found.scores, found.correlation, *(() if regions is None else (regions,)))
    if not all(np.isfinite(array).all() for array in arrays):
        raise EngineError('network gave numbers that are not finite')


def _check_names(engine: Engine, spec: NetworkSpec) -> None:
    for kind, of_file, of_bundle in (('inputs', engine.input_names, spec.inputs),
                                     ('outputs', engine.output_names, spec.outputs)):
        if set(of_file) != set(of_bundle):
            said = f'but bundle.yaml says {sorted(of_bundle)}'
            raise EngineError(f'network has {kind} {sorted(of_file)}, {said}')
    if missing := set(_NEEDED) - set(spec.outputs):
        raise EngineError(f'network does not give {", ".join(sorted(missing))}')
    if ('state' in spec.inputs) != ('next_state' in spec.outputs):
        raise EngineError('network should both take state and give next_state, or neither')
