"""Words to token features: the tokenizer and the text network of a bundle."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vl_tracker_ros.bundle import METADATA, Bundle, BundleError
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.language.phrases import Decomposer
from vl_tracker_ros.language.phrases_rules import decompose
from vl_tracker_ros.language.tokens import DescriptionTokenizer

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)


class TextEncoder:
    """Runs `tokenizer.json` and `text.onnx`; used once a command, never a frame.

    `decomposer` makes the phrases of a description for a tracker that reads them apart.
    """

    def __init__(self, bundle: Bundle, options: EngineOptions = EngineOptions(),
                 decomposer: Decomposer = decompose) -> None:
        spec, tokenizer = bundle.network, _load_tokenizer(bundle)
        try:
            self._tokenise = DescriptionTokenizer(tokenizer, spec.text_length, spec.text_groups, decomposer)
        except ValueError as error:
            raise BundleError(f'{bundle.path / METADATA}: network: {error}') from error
        self._length = spec.text_length
        self._shape = (1, spec.text_length, spec.text_dim)
        self._engine = create_engine(bundle, 'text.onnx', options.for_text())

    def tokenise(self, description: str) -> tuple[NDArray[np.int64], Floats]:
        """Token ids (1, L) and mask (1, L), 1 for a token and 0 for padding; warns of what was too long and is cut."""
        tokens = self._tokenise(description)
        for cut in tokens.cut:
            _log.warning(cut)
        return tokens.ids[None], tokens.mask[None]

    def encode(self, description: str) -> tuple[Floats, Floats]:
        """Token features (1, L, D) and mask (1, L) of a description; EngineError for other shapes."""
        return self._features(*self.tokenise(description))

    def encode_nothing(self) -> tuple[Floats, Floats]:
        """What stands for no language: the features (1, L, D) of padding alone, and its mask (1, L) of zeros."""
        return self._features(np.zeros((1, self._length), np.int64), np.zeros((1, self._length), np.float32))

    def _features(self, ids: NDArray[np.int64], mask: Floats) -> tuple[Floats, Floats]:
        text = self._engine.run({'ids': ids, 'mask': mask})['text']
        if text.shape != self._shape:
            raise EngineError(f'text network gave features {text.shape}, but bundle.yaml says {self._shape}')
        return text, mask


def _load_tokenizer(bundle: Bundle) -> Tokenizer:
    path = bundle.file('tokenizer.json')
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises Exception itself
        raise BundleError(f'{path}: not a tokenizer: {error}') from error
