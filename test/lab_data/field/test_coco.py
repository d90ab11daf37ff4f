from pathlib import Path

import pytest
from support.field_trees import coco_instances, write, write_images

from vl_tracker_ros.data.field.coco import load_coco
from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.reading import DataError

FILE = 'annotations/instances_train2017.json'


def test_a_box_is_called_by_its_category_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(tmp_path / FILE, coco_instances({9: [10, 20, 30, 40], 4: [0, 0, 5.5, 5]}))
    write_images(tmp_path / 'train2017', '1.jpg')
    image = tmp_path / 'train2017/1.jpg'
    assert load_coco(tmp_path) == [Shot(image, (10, 20, 30, 40), 'car, vehicle'),
                                   Shot(image, (0, 0, 5.5, 5), 'car, vehicle')]


def test_what_cannot_be_trained_on_is_left_out_with_one_warning(tmp_path: Path,
                                                                caplog: pytest.LogCaptureFixture) -> None:
    content = coco_instances({1: [0, 0, 10, 10], 2: [0, 0, 0, 10], 3: [200, 0, 10, 10], 4: [0, -9, 10, 9],
                              5: [195, 95, 10, 10], 6: [0, 0, 10, 10]})
    content['images'].append({'id': 2, 'file_name': 'gone.jpg', 'width': 200, 'height': 100})
    content['annotations'][-1]['image_id'] = 2
    write(tmp_path / FILE, content)
    write_images(tmp_path / 'train2017', '1.jpg')
    assert [shot.box_xywh_px for shot in load_coco(tmp_path)] == [(0, 0, 10, 10), (195, 95, 10, 10)]
    message, = caplog.messages
    assert '4 of 6 entries left out (1 empty box, 2 box outside the image, 1 missing image)' in message
    assert FILE in message and 'annotation 2: empty box (1.jpg' in message


def test_crowds_are_left_out_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = coco_instances({1: [0, 0, 10, 10], 2: [0, 0, 90, 90]})
    content['annotations'][1]['iscrowd'] = 1
    write(tmp_path / FILE, content)
    write_images(tmp_path / 'train2017', '1.jpg')
    assert len(load_coco(tmp_path)) == 1 and not caplog.messages


@pytest.mark.parametrize('content, said', [
    ('{', 'Expecting'),
    ({'images': []}, 'the file has no categories'),
    (coco_instances({7: [0, 0, 10]}), 'annotation 7: should be x,y,w,h, not'),
    (coco_instances({7: ['a', 0, 10, 10]}), 'annotation 7: should be x,y,w,h, not'),
    (coco_instances({7: [0, 0, 1, 1]}) | {'images': []}, 'annotation 7: image 1 is not there'),
    (coco_instances({7: [0, 0, 1, 1]}) | {'categories': []}, 'annotation 7: category 3 is not there'),
    (coco_instances({7: [0, 0, 1, 1]}) | {'images': [{'id': 1}]}, 'image 1 has no file_name'),
    (coco_instances({7: [0, 0, 1, 1]}), 'annotation 7: missing image'),
])
def test_errors_name_the_file_and_the_entry(tmp_path: Path, content: object, said: str) -> None:
    write(tmp_path / FILE, content)
    with pytest.raises(DataError, match=rf'instances_train2017\.json: .*{said}'):
        load_coco(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r'instances_train2017\.json'):
        load_coco(tmp_path)
