"""Small trees of the field's training sets, as their owners lay them out."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

JPEG = b'\xff\xd8\xff\xd9'    # the readers list images and do not decode them


def write(path: Path, content: str | bytes | Any) -> Path:
    """Bytes and text as they are, anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_images(folder: Path, *names: str) -> None:
    for name in names:
        write(folder / name, JPEG)


def coco_instances(boxes: dict[int, list[float]], file_name: str = '1.jpg', **more: Any) -> dict[str, Any]:
    """An instances JSON: one image of 200x100 px with id 1, one category, boxes by annotation id."""
    annotations = [{'id': key, 'image_id': 1, 'category_id': 3, 'bbox': box, **more} for key, box in boxes.items()]
    return {'images': [{'id': 1, 'file_name': file_name, 'width': 200, 'height': 100}],
            'categories': [{'id': 3, 'name': 'car', 'supercategory': 'vehicle'}], 'annotations': annotations}
