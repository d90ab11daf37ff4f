"""One process of a training, as torchrun starts it: CONFIG DATA FOLDER. Leaves its final parameters in FOLDER too."""
from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from safetensors.torch import save_file

from vl_tracker_ros.training import run
from vl_tracker_ros.training.trainer import Trainer
from vl_tracker_ros.training.validation import Validation


class KeepsItsParameters(Trainer):
    def run(self) -> None:
        super().run()
        save_file(dict(self.model.named_parameters()), self.folder / f'process{os.environ["RANK"]}.safetensors')


if __name__ == '__main__':
    run.Trainer, run.Validation = KeepsItsParameters, partial(Validation, batches=1, size=48)
    run._TOKENIZER_BATCHES = 2
    run.train(*map(Path, sys.argv[1:]))
