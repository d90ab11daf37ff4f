"""Errors of the lab half that a user is told in one line; they stand apart so that catching them needs no torch."""


class CheckpointError(ValueError):
    """A file without usable weights, or weights that do not fit the model; the line names the file and the cause."""


class TokenizerError(ValueError):
    """A file that holds no tokenizer: which, and why."""


class ExportError(RuntimeError):
    """A network that cannot be exported, or whose exported outputs differ from the model's."""
