"""A real, tiny bundle that behaves predictably: it follows what has the colour that the words name.

Its networks are written by hand, so a test knows what must be found: a saturated red, green, blue, yellow,
cyan or magenta thing on anything grey. With a box and no words it follows the colour inside the box. One
frame takes ~1 ms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from vl_tracker_ros.bundle import write_bundle

SIZE, CELLS, LENGTH = 64, 8, 8
COUNT = CELLS * CELLS
COLOURS_RGB = {'red': (1, 0, 0), 'green': (0, 1, 0), 'blue': (0, 0, 1),
               'yellow': (1, 1, 0), 'cyan': (0, 1, 1), 'magenta': (1, 0, 1)}
WORDS = ['<unk>', *COLOURS_RGB, 'the', 'a', 'square', 'ball', 'box', 'car', 'person', 'in']

# mask: how far each pixel's hue agrees with the wanted one, times how saturated it is, both as soft steps.
TRACKER = f'''
<ir_version: 8, opset_import: ["" : 17]>
tracker (float[1,3,{SIZE},{SIZE}] search, float[1,1,3,32,32] template, float[1,1] template_mask,
         float[1,{LENGTH},3] text, float[1,{LENGTH}] text_mask)
    => (float[1,{COUNT},4] boxes, float[1,{COUNT}] scores, float[1,{CELLS},{CELLS}] correlation)
<float tiny = {{0.0001}}, float one = {{1}}, float zero = {{0}}, float steep = {{20}},
 float same_hue = {{0.8}}, float saturated = {{0.5}}, float half_score = {{0.03}},
 float side_of_deviation = {{3.4641016}},
 int64[1] token_axis = {{1}}, int64[2] pixel_axes = {{2, 3}}, int64[2] from = {{8, 8}},
 int64[2] to = {{24, 24}}, int64[2] template_axes = {{3, 4}}, int64[4] as_channels = {{1, 3, 1, 1}},
 int64[2] as_cells = {{1, -1}},
 int64[3] as_map = {{1, {CELLS}, {CELLS}}}, int64[3] as_box = {{1, 1, 4}},
 int64[3] every_cell = {{1, {COUNT}, 1}}>
{{
    tokens = ReduceSum <keepdims = 0> (text_mask, token_axis)
    has_text = Clip (tokens, zero, one)
    words = ReduceSum <keepdims = 0> (text, token_axis)
    words_hue = Reshape (words, as_channels)
    centre = Slice (template, from, to, template_axes)
    centre_mean = ReduceMean <axes = [3, 4], keepdims = 0> (centre)
    centre_colour = Reshape (centre_mean, as_channels)
    centre_grey = ReduceMean <axes = [1]> (centre_colour)
    centre_hue = Sub (centre_colour, centre_grey)
    shown_hue = Mul (centre_hue, template_mask)
    no_text = Sub (one, has_text)
    words_part = Mul (words_hue, has_text)
    shown_part = Mul (shown_hue, no_text)
    wanted = Add (words_part, shown_part)
    wanted_norm = ReduceL2 <axes = [1]> (wanted)
    wanted_length = Add (wanted_norm, tiny)
    direction = Div (wanted, wanted_length)

    grey = ReduceMean <axes = [1]> (search)
    hue = Sub (search, grey)
    saturation = ReduceL2 <axes = [1]> (hue)
    hue_length = Add (saturation, tiny)
    hue_direction = Div (hue, hue_length)
    agreement = Mul (hue_direction, direction)
    cosine = ReduceSum (agreement, token_axis)
    hue_excess = Sub (cosine, same_hue)
    hue_logit = Mul (hue_excess, steep)
    hue_step = Sigmoid (hue_logit)
    saturation_excess = Sub (saturation, saturated)
    saturation_logit = Mul (saturation_excess, steep)
    saturation_step = Sigmoid (saturation_logit)
    mask = Mul (hue_step, saturation_step)

    density = AveragePool <kernel_shape = [8, 8], strides = [8, 8]> (mask)
    density_soft = Add (density, half_score)
    score_map = Div (density, density_soft)
    scores = Reshape (score_map, as_cells)
    vivid_cosine = Mul (cosine, saturation_step)
    cosine_map = AveragePool <kernel_shape = [8, 8], strides = [8, 8]> (vivid_cosine)
    correlation = Reshape (cosine_map, as_map)

    mass_sum = ReduceSum (mask, pixel_axes)
    mass = Add (mass_sum, tiny)
    share = Div (mask, mass)
    mx = Mul (share, xs)
    cx = ReduceSum (mx, pixel_axes)
    my = Mul (share, ys)
    cy = ReduceSum (my, pixel_axes)
    dx = Sub (xs, cx)
    dx2 = Mul (dx, dx)
    wx = Mul (share, dx2)
    var_x = ReduceSum (wx, pixel_axes)
    sigma_x = Sqrt (var_x)
    w = Mul (sigma_x, side_of_deviation)
    dy = Sub (ys, cy)
    dy2 = Mul (dy, dy)
    wy = Mul (share, dy2)
    var_y = ReduceSum (wy, pixel_axes)
    sigma_y = Sqrt (var_y)
    h = Mul (sigma_y, side_of_deviation)
    box4 = Concat <axis = 1> (cx, cy, w, h)
    box = Reshape (box4, as_box)
    boxes = Tile (box, every_cell)
}}
'''

TEXT = f'''
<ir_version: 8, opset_import: ["" : 17]>
words (int64[1,{LENGTH}] ids, float[1,{LENGTH}] mask) => (float[1,{LENGTH},3] text)
<int64[1] last = {{2}}>
{{
    known = Gather (hues, ids)
    given = Unsqueeze (mask, last)
    text = Mul (known, given)
}}
'''

SECTIONS: dict[str, Any] = {
    'name': 'colour', 'model': 'colour', 'tracker': 'colour', 'licence': 'Apache-2.0',
    'network': {'search_size': SIZE, 'template_size': 32, 'num_templates': 1, 'text_length': LENGTH,
                'text_dim': 3, 'text_groups': [], 'state_shape': [], 'mean': [0.5, 0.5, 0.5], 'std': [0.5, 0.5, 0.5],
                'inputs': ['search', 'template', 'template_mask', 'text', 'text_mask'],
                'outputs': ['boxes', 'scores', 'correlation']},
    'crop': {'search_factor': 4.0, 'template_factor': 2.0},
    'confidence': {'alpha_corr': 0.5, 'psi_out': 0.3, 'forgetting': 0.4, 'omega': 0.4, 'margin': 'tanh',
                   'window': 0.5, 'global_window': 0.5},
    'gate': {'kind': 'candidate', 'tau': 0.1},
    'state': {'track_score': 0.6, 'lost_score': 0.3, 'confirm_frames': 2, 'lost_frames': 5},
    'template': {'adopt': False, 'adopt_score': 0.9, 'update': 'latest', 'update_interval': 25, 'update_score': 0.7},
    'calibration': {'raw': [0.0, 1.0], 'probability': [0.0, 1.0]},
    'metrics': {}, 'training': {},
}


def write_colour_bundle(folder: Path, **sections: Any) -> Path:
    """Write the bundle into `folder`, which is made if need be; `sections` replace those of bundle.yaml."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _save(TRACKER, folder / 'tracker.onnx', **_grid())
    _save(TEXT, folder / 'text.onnx', hues=_hues())
    _tokenizer().save(str(folder / 'tokenizer.json'))
    write_bundle(folder, {**SECTIONS, **sections})
    return folder


def write_box_follower(folder: Path, **sections: Any) -> Path:
    """A vision-only bundle of the same kind: it needs a box and follows the colour inside, words mean nothing to it."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(TRACKER, folder / 'tracker.onnx', **_grid(), template_mask=np.ones((1, 1), np.float32),
          text=np.zeros((1, LENGTH, 3), np.float32), text_mask=np.zeros((1, LENGTH), np.float32))
    network = {**SECTIONS['network'], 'inputs': ['search', 'template'], 'text_length': 0, 'text_dim': 0}
    write_bundle(folder, {**SECTIONS, 'name': 'box_follower', 'network': network, **sections})
    return folder


def _grid() -> dict[str, np.ndarray]:
    centres = (np.arange(SIZE, dtype=np.float32) + 0.5) / SIZE
    return {'xs': centres.reshape(1, 1, 1, SIZE), 'ys': centres.reshape(1, 1, SIZE, 1)}


def _save(source: str, path: Path, **constants: np.ndarray) -> None:
    """Write a network; a constant with the name of an input takes its place."""
    model = onnx.parser.parse_model(source)
    left = [value for value in model.graph.input if value.name not in constants]
    del model.graph.input[:]
    model.graph.input.extend(left)
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def _hues() -> np.ndarray:
    """Direction of each word's colour from grey, (words, 3); zero for a word that names none."""
    colours = np.array([COLOURS_RGB.get(word, (0, 0, 0)) for word in WORDS], np.float32)
    return colours - colours.mean(axis=1, keepdims=True)


def _tokenizer() -> Tokenizer:
    vocabulary = {word: index for index, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token='<unk>'))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer
