"""The archive that a data set's server wants, for those whose test set has no public truth."""
from __future__ import annotations

import zipfile
from pathlib import Path

from vl_tracker_ros.evaluation.run_folder import RunFolder

# In the archive: where the boxes of a sequence go, and its times, where the server wants them.
_NAMES = {'got10k': ('{0}/{0}_001.txt', '{0}/{0}_time.txt'), 'trackingnet': ('{0}.txt', None)}


def write_submission(folder: RunFolder) -> Path | None:
    """submission.zip of the finished sequences; None for a data set without such a server. Raises OSError."""
    reader = folder.info.reader
    if reader not in _NAMES:
        return None
    archive = folder.path / 'submission.zip'
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as file:
        for sequence in folder.finished():
            _, times, boxes = folder.files(sequence)
            for source, name in zip((boxes, times), _NAMES[reader]):
                if name:
                    file.write(source, name.format(sequence))
    return archive
