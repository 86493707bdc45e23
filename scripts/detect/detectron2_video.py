#!/usr/bin/env python3
"""Finds people's keypoints in a video with Detectron2, for `posegrad wild` and `posegrad prepare custom`.

    python3 detectron2_video.py clip.mp4            # writes clip.mp4.npz

Needs Python with detectron2, opencv-python and numpy; posegrad itself needs none of them.
What it writes is the npz that VideoPose3D's users have: for each frame the boxes (n, 5: x1 y1 x2 y2
score) and keypoints (n, 4, 17: x, y, 0, score) of the class "person", and the size of the video.
"""
import argparse
import os
import sys

import numpy as np

MODEL = "COCO-Keypoints/keypoint_rcnn_X_101_32x8d_FPN_3x.yaml"


def frame_people(boxes, scores, keypoints):
    """One frame's people, surest first. boxes (n, 4), scores (n,), keypoints (n, 17, 3): x, y, score.

    Returns (n, 5) and (n, 4, 17) as float32, or two empty lists when there is nobody."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    if len(order) == 0:
        return [], []
    boxes = np.asarray(boxes, np.float32)[order]
    scores = np.asarray(scores, np.float32)[order]
    x, y, sure = np.moveaxis(np.asarray(keypoints, np.float32)[order], 2, 0)
    return np.column_stack([boxes, scores]), np.stack([x, y, np.zeros_like(x), sure], axis=1)


def write(path, people, width, height):
    """people: what frame_people returned for each frame. The file appears whole or not at all."""
    boxes = np.empty((len(people), 2), dtype=object)
    keypoints = np.empty((len(people), 2), dtype=object)
    for i, (frame_boxes, frame_keypoints) in enumerate(people):
        boxes[i, 0], boxes[i, 1] = [], frame_boxes  # class 0 is the background
        keypoints[i, 0], keypoints[i, 1] = [], frame_keypoints
    temporary = path + ".part"
    with open(temporary, "wb") as file:
        np.savez_compressed(file, boxes=boxes, keypoints=keypoints,
                            segments=np.full(len(people), None, dtype=object),
                            metadata=np.array({"w": width, "h": height}, dtype=object))
    os.replace(temporary, path)


def make_detector(model, device):
    from detectron2 import model_zoo
    from detectron2.config import get_cfg
    from detectron2.engine import DefaultPredictor

    config = get_cfg()
    config.merge_from_file(model_zoo.get_config_file(model))
    config.MODEL.WEIGHTS = model_zoo.get_checkpoint_url(model)
    config.MODEL.ROI_HEADS.SCORE_THRESH_TEST = 0.7
    if device:
        config.MODEL.DEVICE = device
    detector = DefaultPredictor(config)

    def detect(picture):
        found = detector(picture)["instances"].to("cpu")
        return frame_people(found.pred_boxes.tensor.numpy(), found.scores.numpy(),
                            found.pred_keypoints.numpy())

    return detect


def main():
    parser = argparse.ArgumentParser(description="keypoints of a video by Detectron2")
    parser.add_argument("video")
    parser.add_argument("-o", "--output", help="default: VIDEO.npz")
    parser.add_argument("--model", default=MODEL, help="a keypoint model of Detectron2's model zoo")
    parser.add_argument("--device", help="cuda or cpu; default: as Detectron2 chooses")
    options = parser.parse_args()

    import cv2

    video = cv2.VideoCapture(options.video)
    if not video.isOpened():
        sys.exit(f"{options.video}: cannot be opened as a video")
    detect = make_detector(options.model, options.device)
    people, width, height = [], 0, 0
    while True:
        is_read, picture = video.read()
        if not is_read:
            break
        height, width = picture.shape[:2]
        people.append(detect(picture))
        print(f"\rframe {len(people)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    if not people:
        sys.exit(f"{options.video}: no frame could be read")
    output = options.output or options.video + ".npz"
    write(output, people, width, height)
    print(f"Wrote {output}: {len(people)} frames, {width}x{height}")


if __name__ == "__main__":
    main()
