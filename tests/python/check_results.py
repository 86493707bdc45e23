"""Reads what write_results wrote with NumPy's, csv's and json's own readers. Run: python3 check_results.py WRITE_RESULTS"""
import csv
import json
import subprocess
import sys
import tempfile

import numpy as np

TITLE = "caf\u00e9, \"one\""
NAMES = ["hip", "right hip", "right knee", "right foot", "left hip", "left knee", "left foot", "spine", "thorax", "neck", "head",
         "left shoulder", "left elbow", "left wrist", "right shoulder", "right elbow", "right wrist"]
PARENTS = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15]


def same(found, expected):
    assert found.dtype == expected.dtype and found.shape == expected.shape, (found.dtype, found.shape, expected.dtype, expected.shape)
    assert (np.isnan(found) == np.isnan(expected)).all()
    assert (found[~np.isnan(found)].view(np.uint32) == expected[~np.isnan(expected)].view(np.uint32)).all()


def check_npz(path, poses):
    with np.load(path, allow_pickle=False) as npz:
        assert npz.files == ["positions_3d", "joint_names", "parents", "joints_left", "joints_right", "fps", "frame_numbers", "units",
                             "space", "title", "keypoints_2d", "keypoints_layout", "keypoint_names", "video_size", "guessed", "people",
                             "height"], npz.files
        same(npz["positions_3d"], poses)
        assert npz["joint_names"].tolist() == NAMES
        assert npz["parents"].dtype == np.int64 and npz["parents"].tolist() == PARENTS
        assert [NAMES[j] for j in npz["joints_left"]] == [n for n in NAMES if n.startswith("left")]
        assert [NAMES[j] for j in npz["joints_right"]] == [n for n in NAMES if n.startswith("right")]
        assert npz["fps"] == 25 and npz["frame_numbers"].tolist() == list(range(10, 40))
        assert str(npz["units"]) == "metres" and str(npz["space"]) == "world" and str(npz["title"]) == TITLE
        assert str(npz["keypoints_layout"]) == "coco" and npz["keypoint_names"][0] == "nose" and npz["video_size"].tolist() == [640, 480]
        assert npz["guessed"].dtype == bool and np.flatnonzero(npz["guessed"]).tolist() == [3]
        assert npz["people"].dtype == np.int64 and npz["people"].tolist() == [2, 2, 2, 2, 0] + 25 * [2]
        same(npz["height"], np.array(5 * [1.75] + [np.nan] + 24 * [1.75], dtype=np.float32))
        return npz["keypoints_2d"]


def check_csv(path, poses):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.reader(f))
    assert rows[0] == ["frame", "time (s)"] + [f"{name} {axis} (m)" for name in NAMES for axis in "xyz"], rows[0]
    cells = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows[1:]])
    assert cells[:, 0].tolist() == list(range(10, 40))
    assert cells[:, 1].tolist() == [t / 25 for t in range(30)]
    same(cells[:, 2:].astype(np.float32).reshape(30, 17, 3), poses)
    table = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=np.float32)
    same(table[:, 2:].reshape(30, 17, 3), poses)


def check_json(path, poses, keypoints):
    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")
    with open(path, encoding="utf-8") as f:
        result = json.load(f, parse_constant=refuse)
    assert result["joint_names"] == NAMES and result["parents"] == PARENTS
    assert (result["title"], result["units"], result["space"], result["fps"]) == (TITLE, "metres", "world", 25)
    assert result["frame_numbers"] == list(range(10, 40)) and result["video_size"] == [640, 480]
    assert result["guessed"] == [t == 3 for t in range(30)] and result["people"][4] == 0 and len(result["people"]) == 30
    assert result["height"] == 5 * [1.75] + [None] + 24 * [1.75]
    same(np.array(result["positions_3d"], dtype=np.float32), poses)
    same(np.array(result["keypoints_2d"], dtype=np.float32), keypoints)


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        poses = np.load(f"{folder}/result.npy", allow_pickle=False)
        assert poses.dtype == np.float32 and poses.shape == (30, 17, 3)
        assert np.isnan(poses).sum() == 1 and np.isnan(poses[0, 1, 1])
        assert 0 < np.nanmin(poses[..., 2]) < 0.2 and 1.5 < np.nanmax(poses[..., 2]) < 1.8, "not a standing person"
        keypoints = check_npz(f"{folder}/result.npz", poses)
        assert keypoints.dtype == np.float32 and keypoints.shape == (30, 17, 2) and np.isnan(keypoints).any()
        check_csv(f"{folder}/result.csv", poses)
        check_json(f"{folder}/result.json", poses, keypoints)
    print("npy, npz, csv, json: as NumPy, csv and json read them")


main()
