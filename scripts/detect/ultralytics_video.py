#!/usr/bin/env python3
"""Finds people's keypoints in a video with Ultralytics' pose models, for `posegrad wild` and
`posegrad prepare custom`.

    python3 ultralytics_video.py clip.mp4           # writes clip.mp4.json
    python3 ultralytics_video.py clip.mp4 --track   # and numbers the people

Needs Python with ultralytics; posegrad itself needs neither.
What it writes: {"width", "height", "frames": one list a frame of people as Ultralytics' own JSON has
them: {"name", "class", "confidence", "track_id", "box": {x1, y1, x2, y2}, "keypoints": {x, y,
visible}}, in pixels}.
"""
import argparse
import json
import os
import sys

MODEL = "yolo11m-pose.pt"


def person(box, score, points, confidences, track=None):
    """One person. box: x1, y1, x2, y2; points: 17 pairs, pixels; confidences: 17, or None."""
    x1, y1, x2, y2 = (float(number) for number in box)
    entry = {
        "name": "person",
        "class": 0,
        "confidence": float(score),
        "box": {"x1": x1, "y1": y1, "x2": x2, "y2": y2},
        "keypoints": {"x": [float(x) for x, _ in points], "y": [float(y) for _, y in points]},
    }
    if confidences is not None:
        entry["keypoints"]["visible"] = [float(c) for c in confidences]
    if track is not None:
        entry["track_id"] = int(track)
    return entry


def frame_people(result):
    """The people of one of Ultralytics' results."""
    if result.boxes is None or result.keypoints is None or len(result.boxes) == 0:
        return []
    boxes, scores = result.boxes.xyxy.tolist(), result.boxes.conf.tolist()
    points = result.keypoints.xy.tolist()
    confidences = result.keypoints.conf
    confidences = [None] * len(boxes) if confidences is None else confidences.tolist()
    tracks = result.boxes.id
    tracks = [None] * len(boxes) if tracks is None else tracks.tolist()
    return [person(*parts) for parts in zip(boxes, scores, points, confidences, tracks)]


def write(path, frames, width, height):
    """The file appears whole or not at all."""
    temporary = path + ".part"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump({"width": width, "height": height, "frames": frames}, file, allow_nan=False)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description="keypoints of a video by Ultralytics")
    parser.add_argument("video")
    parser.add_argument("-o", "--output", help="default: VIDEO.json")
    parser.add_argument("--model", default=MODEL, help="a pose model of Ultralytics")
    parser.add_argument("--track", action="store_true", help="let Ultralytics number the people")
    options = parser.parse_args()
    if not os.path.isfile(options.video):
        sys.exit(f"{options.video}: there is no such file")

    from ultralytics import YOLO

    model = YOLO(options.model)
    results = (model.track if options.track else model.predict)(options.video, stream=True,
                                                                verbose=False)
    frames, width, height = [], 0, 0
    for result in results:
        height, width = result.orig_shape
        frames.append(frame_people(result))
        print(f"\rframe {len(frames)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    if not frames:
        sys.exit(f"{options.video}: no frame could be read")
    output = options.output or options.video + ".json"
    write(output, frames, width, height)
    print(f"Wrote {output}: {len(frames)} frames, {width}x{height}")


if __name__ == "__main__":
    main()
