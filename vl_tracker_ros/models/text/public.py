"""Published weights into the text encoder of a tracker."""
from __future__ import annotations

from torch import Tensor, nn

from vl_tracker_ros.models.checkpoint import load_weights, read_checkpoint
from vl_tracker_ros.models.text.bert import BertText
from vl_tracker_ros.models.text.clip import ClipText
from vl_tracker_ros.models.text.hub import public_file
from vl_tracker_ros.models.text.names import bert_names, clip_names

PublicText = ClipText | BertText

# open_clip's file comes first: in a repository that has both, the other one may hold the image tower alone
FILES = ('open_clip_model.safetensors', 'open_clip_pytorch_model.bin', 'model.safetensors', 'pytorch_model.bin')


def find_public_text(model: nn.Module) -> PublicText | None:
    """The text encoder with a public name inside a model, or None."""
    encoders = (module for module in model.modules() if isinstance(module, PublicText))
    return next((encoder for encoder in encoders if encoder.config.public_name), None)


def load_text_weights(text: PublicText, name_or_folder: str) -> None:
    """Weights of a public name, a Hub repository, a folder or a file into a text encoder.

    What the file has beside them (an image tower, heads, later layers) is left; a longer position table is cut.
    Raises PublicFileError when there is no such file, CheckpointError for a file of another model or variant.
    """
    path = public_file(name_or_folder, FILES)
    names = clip_names if isinstance(text, ClipText) else bert_names
    found, wanted = names(read_checkpoint(path)), text.model.state_dict()
    state = {name: _cut_positions(name, found[name], value) for name, value in wanted.items() if name in found}
    load_weights(text.model, state, str(path))


def _cut_positions(name: str, value: Tensor, wanted: Tensor) -> Tensor:
    return value[:len(wanted)] if 'position_embedding' in name else value
