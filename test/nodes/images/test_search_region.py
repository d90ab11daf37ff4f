"""A tracker node with a mask, told over DDS where to search."""
import cv2
import numpy as np
import pytest
from sensor_msgs.msg import RegionOfInterest

from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status

LEFT, MIDDLE, RIGHT = (10, 50), (60, 50), (126, 50)
MASKED_FROM = 120           # of 160 columns


@pytest.fixture(scope='module')
def tracker_parameters(tmp_path_factory):
    mask = np.full((120, 160), 255, np.uint8)
    mask[:, MASKED_FROM:] = 0
    path = tmp_path_factory.mktemp('mask') / 'mask.png'
    cv2.imwrite(str(path), mask)
    return {'roi_mask': path}


@pytest.fixture(scope='module')
def regions(connected_probe):
    publisher = connected_probe.node.create_publisher(RegionOfInterest, '/tracker_node/region_of_interest', 1)
    connected_probe.spin_until(publisher.get_subscription_count, 'the subscription')
    return publisher


def until(probe, image, reached, what):
    def shown():
        detection, status = probe.show(image)
        return (detection, status) if reached(status) else None

    return probe.spin_until(shown, what)


def search_inside(probe, regions, region):
    """Topics have no order: a region that cannot be meant is refused first; its line goes when this one is taken."""
    regions.publish(RegionOfInterest(x_offset=500, y_offset=0, width=50, height=50))
    _, status = until(probe, scene(), lambda status: status.error, 'the refusal')
    assert status.error == '~/region_of_interest: box 500,0,50,50 lies outside the image of 160x120 pixels'
    regions.publish(region)
    _, status = until(probe, scene(), lambda status: not status.error, 'the region to be taken')
    assert status.region_of_interest.size_x == region.width


def test_searches_look_inside_the_region_until_it_is_the_whole_again(probe, regions):
    search_inside(probe, regions, RegionOfInterest(x_offset=0, y_offset=0, width=50, height=120))
    probe.say('the red square')
    until(probe, scene(red=MIDDLE), lambda status: status.state == Status.SEARCHING, 'the command')
    for _ in range(4):
        assert probe.show(scene(red=MIDDLE))[1].state == Status.SEARCHING
    until(probe, scene(red=LEFT), lambda status: status.state == Status.TRACKING, 'the square in the region')
    until(probe, scene(), lambda status: status.state == Status.LOST, 'the loss')
    search_inside(probe, regions, RegionOfInterest())
    until(probe, scene(red=MIDDLE), lambda status: status.state == Status.TRACKING, 'the square in the image')


def test_what_lies_outside_of_the_mask_is_not_found(probe):
    probe.say('the red square')
    until(probe, scene(red=RIGHT), lambda status: status.state == Status.SEARCHING, 'the command')
    for _ in range(4):
        assert probe.show(scene(red=RIGHT))[1].state == Status.SEARCHING


def test_an_image_that_the_mask_does_not_fit_is_rejected_with_a_line(probe):
    probe.say('the red square')
    until(probe, scene(red=MIDDLE), lambda status: status.state == Status.TRACKING, 'the square')
    status = probe.status_of(probe.send(np.zeros((60, 80, 3), np.uint8)))
    assert 'mask.png: the mask has 160x120 pixels, the image 80x60' in status.error
    assert probe.show(scene(red=MIDDLE))[1].state == Status.TRACKING
