"""Chapter 7: docs/tutorial/07_cameras.md"""
import math

import numpy as np

from posegrad import pose
from show import show


def skeleton():
    body = pose.h36m_17()
    for joint in (0, 1, 2, 3, 16):
        parent = body.parents[joint]
        print(f"{joint:2} {body.names[joint]:14} hangs on {'nothing' if parent < 0 else body.names[parent]}")


def pinhole():
    place = pose.Camera.Place(orientation=pose.turn_x(-math.pi / 2), translation=(0, -5, 1))
    world = np.array([[0, 0, 1], [1, 0, 1], [0, 0, 2]], float)
    camera = pose.world_to_camera(world, place)
    show("camera space", camera)
    # fx, fy, cx, cy, k1, k2, k3, p1, p2
    screen = pose.project(camera, (2, 2, 0, 0, 0, 0, 0, 0, 0))
    show("screen", screen)
    show("pixels", pose.screen_to_pixels(screen, 1000, 800), 0)


def bones(poses):
    for frame in (0, 50, 99):
        joints = poses[frame].astype(float)
        print(f"frame {frame:2}: thigh {1000 * np.linalg.norm(joints[2] - joints[1]):.0f} mm, "
              f"foot {1000 * joints[3][2]:.0f} mm above the floor")


def one_frame_seen(made):
    world = made.positions[0].recordings[0].poses
    camera = pose.h36m_cameras("S1")[0]
    in_camera = pose.world_to_camera(world, camera.known_place())
    pixels = pose.screen_to_pixels(pose.project(in_camera, camera.normalized_intrinsics()), camera.width, camera.height)
    keypoints = made.ground_truth.subjects[0].recordings[0].cameras[0]
    print(f"poses {world.shape}, keypoints {keypoints.shape}")
    print(f"hip at ({pixels.at(0):.0f}, {pixels.at(1):.0f}), the data set says ({keypoints.at(0):.0f}, {keypoints.at(1):.0f})")


def ready_for_training(made):
    dataset = pose.make_h36m(made.positions, made.ground_truth)
    recording = dataset.subject("S1").recordings[0]
    view = recording.views[0]
    print(f"{recording.action}: {len(recording.views)} views of {view.frames} frames")
    show("keypoints, hip and right hip", view.keypoints.numpy()[0, :2])
    show("positions, hip and right hip", view.positions.numpy()[0, :2])


skeleton()
pinhole()
made = pose.synthesize(frames_per_take=100, takes=1, subjects=["S1"], actions=["Walking"])
bones(made.positions[0].recordings[0].poses.numpy())
one_frame_seen(made)
ready_for_training(made)
