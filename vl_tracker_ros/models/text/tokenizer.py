"""The tokenizers that belong to the public text encoders, as `tokenizers.Tokenizer`."""
from __future__ import annotations

import gzip
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

from vl_tracker_ros.errors import TokenizerError
from vl_tracker_ros.models.text.hub import public_file

FILES = ('tokenizer.json', 'bpe_simple_vocab_16e6.txt.gz', 'vocab.txt')
_START, _END = '<|startoftext|>', '<|endoftext|>'
_END_OF_WORD = '</w>'
_CLIP_MERGES = 49408 - 2 * 256 - 2      # the vocabulary less each byte, inside and at the end of a word, start and end


def public_tokenizer(name_or_folder: str) -> Tokenizer:
    """The tokenizer of a public name, a Hub repository, a folder or a file; it adds start and end by itself.

    Files: tokenizer.json; CLIP's byte pairs as OpenAI and open_clip ship them; BERT's vocab.txt (lower-casing).
    Raises PublicFileError when there is none, TokenizerError for a file that cannot be read as one.
    """
    path = public_file(name_or_folder, FILES)
    read = {'.json': _from_json, '.gz': _clip, '.txt': _bert}.get(path.suffix)
    if read is None:
        raise TokenizerError(f'{path}: is none of {", ".join(FILES)}')
    try:
        return read(path)
    except ModuleNotFoundError:
        raise
    except Exception as error:  # the library raises Exception itself
        raise TokenizerError(f'{path}: not a tokenizer: {error}') from error


def _from_json(path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))


def _clip(path: Path) -> Tokenizer:
    """CLIP's tokenizer from its merges: a heading, then one pair a line, more of them than CLIP uses."""
    from transformers import CLIPTokenizer

    with gzip.open(path, 'rt', encoding='utf-8') as lines:
        merges = [tuple(line.split()) for line in list(lines)[1:_CLIP_MERGES + 1]]
    symbols = sorted(ByteLevel.alphabet())
    pieces = [*symbols, *(s + _END_OF_WORD for s in symbols), *map(''.join, merges), _START, _END]
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    return CLIPTokenizer(vocab=vocabulary, merges=merges).backend_tokenizer


def _bert(path: Path) -> Tokenizer:
    from transformers import BertTokenizer

    pieces = path.read_text(encoding='utf-8').splitlines()
    return BertTokenizer(vocab={piece: index for index, piece in enumerate(pieces)}).backend_tokenizer
