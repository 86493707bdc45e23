"""Reads what write_formats wrote with NumPy and PyTorch themselves. Run: python3 check_formats.py WRITE_FORMATS"""
import collections
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
import torch


def same(found, expected):
    assert type(found) is type(expected), (found, expected)
    if isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype and found.shape == expected.shape, (found, expected)
        if expected.dtype == object:
            for a, b in zip(found.ravel(), expected.ravel()):
                same(a, b)
        else:
            assert (found == expected).all(), (found, expected)
    elif isinstance(expected, dict):
        assert list(found) == list(expected), (list(found), list(expected))
        for key in expected:
            same(found[key], expected[key])
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected), (found, expected)
        for a, b in zip(found, expected):
            same(a, b)
    else:
        assert found == expected and repr(found) == repr(expected), (found, expected)


def counting(shape, dtype):
    n = int(np.prod(shape))
    numbers = {"f4": np.arange(n) / 4, "f8": np.arange(n) / 8, "i8": np.arange(n) - 2}[dtype]
    return numbers.astype(dtype).reshape(shape)


def check_values(values):
    random = values.pop("random")
    assert (random.permutation(10) == np.random.RandomState(1234).permutation(10)).all()
    assert values["shared"][0] is values["shared"][1]
    objects = np.empty(2, object)
    objects[1] = counting((2,), "i8")
    same(values, {
        "none": None, "bools": (True, False), "ints": [0, 255, 256, 65535, 65536, -1, 2 ** 40, -2 ** 63], "big": 2 ** 64,
        "floats": [0.1, -0.0, 1e300], "text": "\u00e9\U0001f600\n", "bytes": b"\0\xff\x80", "tuples": ((), (1,), (1, 2, 3, 4)),
        "shared": [[1, 2], [1, 2]], "set": {1, 2}, 7: "int key", "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
        "f4": counting((2, 3), "f4"), "texts": np.array(["a", "\u00e9bc"]), "objects": objects, "scalar": np.float64(0.25),
    })


def check_numpy(folder):
    for protocol in (2, 3):
        with open(f"{folder}/values_p{protocol}.pkl", "rb") as f:
            check_values(pickle.load(f))
    same(np.load(f"{folder}/f8.npy"), counting((2, 3), "f8"))
    same(np.load(f"{folder}/i8.npy"), counting((), "i8"))
    same(np.load(f"{folder}/texts.npy"), np.array(["a", "\u00e9bc"]))
    with np.load(f"{folder}/values.npz", allow_pickle=True) as npz:
        assert npz.files == ["values", "sub/array"]
        check_values(npz["values"].item())
        same(npz["sub/array"], counting((5,), "f4"))
    # As the reference reads its data sets.
    same(np.load(f"{folder}/data_3d.npz", allow_pickle=True)["positions_3d"].item(),
         {"S1": {"Walking 1": counting((4, 3, 3), "f4")}, "S9": {}})
    keypoints = np.load(f"{folder}/data_2d.npz", allow_pickle=True)
    same(keypoints["positions_2d"].item(), {"S1": {"Walking 1": [counting((4, 3, 2), "f4"), None]}})
    same(keypoints["metadata"].item(), {"layout_name": "toy", "num_joints": 3, "keypoints_symmetry": [[1], [2]],
                                        "video_metadata": {"S1": {"w": 1280, "h": 720}}})


def check_state(state):
    assert isinstance(state, collections.OrderedDict)
    assert list(state) == ["weight", "double", "num_batches_tracked", "empty"]
    for name, shape, dtype in (("weight", (2, 3), "f4"), ("double", (3,), "f8"), ("num_batches_tracked", (), "i8"), ("empty", (0, 3), "f4")):
        same(state[name].numpy(), counting(shape, dtype))
        assert state[name].is_contiguous()


def load_everything(path):
    """torch.load; from 2.6 on it must be told that a RandomState is welcome."""
    try:
        return torch.load(path, weights_only=False)
    except TypeError:
        return torch.load(path)


def check_torch(folder):
    file = load_everything(f"{folder}/checkpoint.bin")
    assert list(file) == ["epoch", "lr", "random_state", "model_pos", "model_traj"]
    assert file["epoch"] == 3 and file["lr"] == 0.001 and file["model_traj"] is None
    assert file["random_state"].randint(1000) == np.random.RandomState(1234).randint(1000)
    check_state(file["model_pos"])
    try:
        state = torch.load(f"{folder}/state_dict.pt", weights_only=True)
    except TypeError:
        state = torch.load(f"{folder}/state_dict.pt")
    check_state(state)


def check_halves(folder):
    """Rounded as PyTorch rounds; of NaN only that it is one counts."""
    file = load_everything(f"{folder}/halves.pt")
    ours, theirs = file["half"], file["float"].half()
    assert ours.dtype == torch.float16 and ours.shape == theirs.shape and ours.numel() > 250000
    different = (ours.view(torch.int16) != theirs.view(torch.int16)) & ~(ours.isnan() & theirs.isnan())
    assert not different.any(), (file["float"][different], ours[different], theirs[different])


def check_archives(folder):
    for name in os.listdir(folder):
        if not zipfile.is_zipfile(f"{folder}/{name}"):
            continue
        with zipfile.ZipFile(f"{folder}/{name}") as archive:
            assert archive.testzip() is None
            for member in archive.infolist():
                assert member.date_time == (1980, 1, 1, 0, 0, 0), (name, member)


with tempfile.TemporaryDirectory() as temporary:
    subprocess.run([sys.argv[1], temporary], check=True)
    check_numpy(temporary)
    check_torch(temporary)
    check_halves(temporary)
    check_archives(temporary)
print("NumPy", np.__version__, "and PyTorch", torch.__version__, "read all files")
