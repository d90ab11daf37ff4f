"""Public names of text encoders, and the files behind them: on the Hugging Face Hub, in its cache, or in a folder.

CLIP goes by open_clip's names, model and pretrained tag. open_clip itself is not used: it needs torchvision, whose
compiled operators do not load beside every build of torch, and the text tower needs none of them.
"""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

REPOSITORIES = {
    'ViT-B-32/openai': 'openai/clip-vit-base-patch32',
    'ViT-B-16/openai': 'openai/clip-vit-base-patch16',
    'ViT-L-14/openai': 'openai/clip-vit-large-patch14',
    'bert-base-uncased': 'google-bert/bert-base-uncased',
}


class PublicFileError(FileNotFoundError):
    """A name behind which no file is found: which, and where it was looked for."""


def public_file(name: str, candidates: Sequence[str]) -> Path:
    """The first of the files `candidates` that there is, under a public name, a Hub repository, or in a folder.

    `name` may also be a file. What is cached is taken without asking the Hub.
    Raises PublicFileError, one line, for a folder without such a file and a name neither cached nor reachable.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if path.is_dir():
        return _in_folder(path, candidates)
    return _on_the_hub(name, candidates)


def _in_folder(folder: Path, candidates: Sequence[str]) -> Path:
    for candidate in candidates:
        if (folder / candidate).is_file():
            return folder / candidate
    raise PublicFileError(f'{folder}: holds none of {", ".join(candidates)}')


def _on_the_hub(name: str, candidates: Sequence[str]) -> Path:
    from huggingface_hub.errors import EntryNotFoundError, HFValidationError, RepositoryNotFoundError

    repository = REPOSITORIES.get(name, name)
    try:
        return _cached(repository, candidates) or _downloaded(repository, candidates)
    except (EntryNotFoundError, RepositoryNotFoundError, HFValidationError) as error:
        raise PublicFileError(
            f'{name}: no such file or folder, and {", ".join(candidates)} of {repository} is neither cached nor '
            f'reachable on the Hugging Face Hub; public names: {", ".join(REPOSITORIES)}') from error


def _cached(repository: str, candidates: Sequence[str]) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    found = [try_to_load_from_cache(repository, candidate) for candidate in candidates]
    return next((Path(path) for path in found if isinstance(path, str)), None)


def _downloaded(repository: str, candidates: Sequence[str]) -> Path:
    """Raises EntryNotFoundError, of the Hub's library, when the repository or all of the files are not to be had."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import RemoteEntryNotFoundError

    for candidate in candidates[:-1]:
        try:
            return Path(hf_hub_download(repository, candidate))
        except RemoteEntryNotFoundError:        # the repository is there, this file is not
            continue
    return Path(hf_hub_download(repository, candidates[-1]))
