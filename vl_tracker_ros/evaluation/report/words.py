"""Figures by the names that papers give them, and numbers as a reader wants them."""
from __future__ import annotations

import math

_FIGURES = {
    'auc': 'AUC', 'ao': 'AO', 'success': 'Success', 'precision': 'Precision',
    'normalised_precision': 'Norm. precision', 'average_overlap': 'Mean IoU',
    'op50': 'OP50', 'op75': 'OP75', 'sr50': 'SR50', 'sr75': 'SR75',
    'complete_auc': 'cAUC', 'complete_sr50': 'cSR50', 'eao': 'EAO',
    'diou_auc': 'AUC, DIoU', 'giou_auc': 'AUC, GIoU', 'diou_sr50': 'SR50, DIoU', 'giou_sr50': 'SR50, GIoU'}
MODES = {'text': 'words alone', 'box': 'the first box', 'both': 'words and the first box'}


def figure_name(name: str) -> str:
    return _FIGURES.get(name, name.replace('_', ' ').capitalize())


def fraction(value: float) -> str:
    return f'{value:.3f}' if math.isfinite(value) else '–'


def percent(value: float) -> str:
    return f'{value:.1%}' if math.isfinite(value) else '–'


def number(value: float) -> str:
    return f'{value:.1f}' if math.isfinite(value) else '–'
