"""Words to token features: the tokenizer and the text network of a bundle."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vl_tracker_ros.bundle import Bundle, BundleError
from vl_tracker_ros.engines import EngineError, create_engine

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)


class TextEncoder:
    """Runs `tokenizer.json` and `text.onnx`; used once a command, never a frame."""

    def __init__(self, bundle: Bundle, runtime: str = 'auto', threads: int | None = None) -> None:
        self._tokenizer = _load_tokenizer(bundle)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._length = bundle.network.text_length
        self._shape = (1, bundle.network.text_length, bundle.network.text_dim)
        self._engine = create_engine(bundle, 'text.onnx', runtime, threads)

    def tokenise(self, description: str) -> tuple[NDArray[np.int64], Floats]:
        """Token ids (1, L) and mask (1, L), 1 for a token and 0 for padding."""
        tokens = self._tokens(description, self._length)
        ids = np.zeros((1, self._length), np.int64)
        mask = np.zeros((1, self._length), np.float32)
        ids[0, :len(tokens)] = tokens
        mask[0, :len(tokens)] = 1
        return ids, mask

    def _tokens(self, description: str, length: int) -> list[int]:
        """At most `length` ids; a longer description is cut, with a warning, but keeps the token that ends it."""
        encoding = self._tokenizer.encode(description, add_special_tokens=False)
        room = length - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        if len(encoding) > room:
            _log.warning('description of %d tokens is cut to the first %d, the limit of this text encoder: %r',
                         len(encoding), room, description)
            encoding.truncate(room)
        return self._tokenizer.post_process(encoding).ids

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
