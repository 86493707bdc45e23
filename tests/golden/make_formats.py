"""Makes tests/golden/formats: small files by NumPy and PyTorch with what is in them (expect.json).
Run: python3 make_formats.py. Made with Python 3.11, NumPy 1.24 and PyTorch 1.13."""
import collections
import io
import json
import os
import pickle

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "formats")
rng = np.random.RandomState(2024)
expect = {}


def number(x):
    x = float(x)
    return x if np.isfinite(x) else repr(x)


def array_notation(a):
    if a.dtype.kind == "c":
        data = [[number(x.real), number(x.imag)] for x in a.ravel()]
    elif a.dtype.kind == "f":
        data = [number(x) for x in a.ravel()]
    elif a.dtype.kind == "S":
        data = [x.decode("latin1") for x in a.ravel()]
    else:
        data = a.ravel().tolist()
    return {"dtype": a.dtype.str, "shape": list(a.shape), "data": data}


def notation(x):
    if x is None or isinstance(x, (bool, str)):
        return x
    if isinstance(x, torch.Tensor):
        return array_notation((x.float() if x.dtype == torch.bfloat16 else x).detach().numpy())
    if isinstance(x, np.ndarray):
        if x.dtype == object:
            return {"object_array": list(x.shape), "items": [notation(i) for i in x.ravel()]}
        return {"array": array_notation(x)}
    if isinstance(x, np.generic) and not isinstance(x, float):
        return {"scalar": x.dtype.str, "value": x.item()}
    if isinstance(x, int):
        return x if abs(x) < 2 ** 53 else {"int": str(x)}
    if isinstance(x, float):
        return {"float": number(x)}
    if isinstance(x, (bytes, bytearray)):
        return {"bytes_hex": bytes(x).hex()}
    if isinstance(x, tuple):
        return {"tuple": [notation(i) for i in x]}
    if isinstance(x, list):
        return [notation(i) for i in x]
    if isinstance(x, dict) and all(isinstance(k, str) for k in x):
        return {"dict": {k: notation(v) for k, v in x.items()}}
    return {"dict_items": [[notation(k), notation(v)] for k, v in x.items()]}


def path(name):
    return os.path.join(FOLDER, name)


def make_npy():
    objects = np.empty((2, 2), object)
    objects[0, 0], objects[0, 1] = None, {"a": 1}
    objects[1, 0], objects[1, 1] = [1.5, "x"], np.arange(3, dtype=np.int16)
    arrays = {
        "f4_fortran": np.asfortranarray(rng.randn(2, 3, 2).astype(np.float32)),
        "f8_big_endian": rng.randn(3).astype(">f8"),
        "f2": np.array([0, -0.0, 1.5, 65504, 6e-8, np.inf, np.nan], np.float16),
        "u8": np.array([0, 2 ** 63 - 1], np.uint64),
        "i2_big_endian_fortran": np.asfortranarray(np.arange(6, dtype=">i2").reshape(2, 3)),
        "bool": np.array([[True], [False]]),
        "c16": np.array([1 + 2j, -0.5j]),
        "texts": np.array(["", "Sitting 1", "\u00e9\U0001f600"]),
        "bytes": np.array([b"a", b"\xff\x00b"]),
        "empty": np.zeros((0, 17, 2), np.float32),
        "scalar": np.array(-3, np.int64),
        "objects": objects,
    }
    for name, a in arrays.items():
        np.save(path(name + ".npy"), a)
    expect["npy"] = {name: notation(a) for name, a in arrays.items()}


def make_pickles():
    shared = [1, 2]
    values = {
        "none": None, "yes": True, "no": False, "ints": [0, -1, 255, 256, 65535, 65536, -2 ** 31, 2 ** 31, -2 ** 63, 2 ** 63],
        "magic": 0x1950a86a20f9469cfc6c, "floats": [0.1, -0.0, float("inf"), float("-inf"), float("nan"), 1e300],
        "text": "a\\b\nc'\"\u00e9\u4e2d\U0001f600", "bytes": b"\x00\xff\x80'\\\n", "no bytes": b"", "array of bytes": bytearray(b"xyz"),
        "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)), "nested": [[[]], {}, {"k": (None,)}], "shared": [shared, shared],
        "keys": {1: "a", 2.5: "b", None: "c", True and "yes": "d"},
        "ordered": collections.OrderedDict([("z", 1), ("a", 2)]), "array": rng.randn(2, 3).astype(np.float32),
        "fortran": np.asfortranarray(rng.randn(2, 3)), "big": np.arange(3, dtype=">i4"), "texts": np.array(["a", "bc"]),
        "objects": np.array([None, 1], object), "f4": np.float32(0.1), "i8": np.int64(-3), "b1": np.bool_(True), "f8": np.float64(0.3),
    }
    for protocol in range(6):
        with open(path(f"values_p{protocol}.pkl"), "wb") as f:
            pickle.dump(values, f, protocol)
    expect["values"] = notation(values)


def make_random_states():
    state = np.random.RandomState(77)
    state.randn(3)
    state.permutation(1000)
    with open(path("random_state.pkl"), "wb") as f:
        pickle.dump(state, f, 2)
    _, key, position, has_gauss, cached = state.get_state()
    expect["random_state"] = {"pos": position, "has_gauss": has_gauss, "cached": cached, "key_0": int(key[0]), "key_623": int(key[-1]),
                              "next_words": state.randint(0, 2 ** 32, 5, dtype=np.uint32).tolist()}
    expect["permutations"] = [{"seed": s, "n": n, "order": np.random.RandomState(s).permutation(n).tolist()}
                              for s, n in ((1234, 10), (4321, 65), (0, 2), (2 ** 32 - 1, 300))]


def make_pose_sets():
    poses = {"S1": {"Walking 1": rng.randn(4, 5, 3).astype(np.float32), "Eating": rng.randn(2, 5, 3).astype(np.float32)}, "S9": {}}
    np.savez_compressed(path("data_3d.npz"), positions_3d=poses)
    keypoints = {"S1": {"Walking 1": [rng.rand(4, 3, 2).astype(np.float32) * 1000, rng.rand(5, 3, 2).astype(np.float32)],
                        "Eating": [None, rng.rand(2, 3, 2)]}}
    metadata = {"layout_name": "toy", "num_joints": 3, "keypoints_symmetry": [[1], [2]],
                "video_metadata": {"S1": {"w": 1280, "h": 720}}}
    np.savez(path("data_2d.npz"), positions_2d=keypoints, metadata=metadata)
    array = {"S1": {"Directions 1": rng.rand(2, 4, 3, 3).astype(np.float32)}}
    np.savez_compressed(path("data_2d_array.npz"), positions_2d=array,
                        metadata={"num_joints": np.int64(3), "keypoints_symmetry": [[np.int64(1)], [np.int64(2)]]})
    expect["pose_sets"] = {"data_3d": notation(poses), "data_2d": notation(keypoints), "data_2d_array": notation(array)}


def make_torch():
    base = torch.arange(12, dtype=torch.float32)
    state = collections.OrderedDict([("weight", base[:6].view(2, 3).t()), ("bias", base[6:]),
                                     ("num_batches_tracked", torch.tensor(7))])
    values = {"epoch": 5, "lr": 1e-3, "model_traj": None, "model_pos": state,
              "tensors": {"f8": torch.linspace(0, 1, 3, dtype=torch.float64), "f2": torch.ones(2, dtype=torch.float16),
                          "bf16": torch.tensor([1.0, -2.5], dtype=torch.bfloat16), "u1": torch.tensor([1, 255], dtype=torch.uint8),
                          "b1": torch.tensor([True, False]), "i4": torch.tensor([[1], [-1]], dtype=torch.int32),
                          "empty": torch.zeros(0, 3), "scalar": torch.tensor(2.5), "parameter": torch.nn.Parameter(base[3:5])}}
    expect["torch"] = notation(values)
    values["random_state"] = np.random.RandomState(1234)
    torch.save(values, path("checkpoint_zip.bin"))
    torch.save(values, path("checkpoint_legacy.bin"), _use_new_zipfile_serialization=False)
    small = {"weight": base[:2], "n": 1}
    torch.save(small, path("small_zip.bin"))
    torch.save(small, path("small_legacy.bin"), _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), path("torchscript.bin"))


os.makedirs(FOLDER, exist_ok=True)
make_npy()
make_pickles()
make_random_states()
make_pose_sets()
make_torch()
with open(path("expect.json"), "w") as f:
    json.dump(expect, f, separators=(",", ":"))
    f.write("\n")
