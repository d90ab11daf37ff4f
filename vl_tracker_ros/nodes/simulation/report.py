"""The figures of one run in words."""
from __future__ import annotations

import math
from collections.abc import Sequence

from vl_tracker_ros.simulation.metrics import Score
from vl_tracker_ros.simulation.trace import Moment
from vl_tracker_ros.table import aligned


def report(moments: Sequence[Moment], score: Score) -> str:
    """One line a figure."""
    told = [moment for moment in moments if moment.wanted]
    rows = [('distance to the target', f'{told[0].distance_m:.2f} m, then {told[-1].distance_m:.2f} m'),
            ('target in view', _share(score.in_view, score)), ('target followed', _share(score.followed, score)),
            ('moved by another box', f'{score.false:.1f} s'),
            ('off the distance to keep, RMS', f'{score.distance_error:.2f} m'), ('collisions', f'{score.collisions}')]
    rows += [('followed again after hidden', f'{seconds:.1f} s' if math.isfinite(seconds) else 'never')
             for seconds in score.regained]
    return aligned([('', *row) for row in rows])


def _share(seconds: float, score: Score) -> str:
    return f'{seconds:.1f} of {score.seconds:.1f} s'
