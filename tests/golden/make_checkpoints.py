"""Makes tests/golden/checkpoints: one small model as people's programs save it, by PyTorch, and as safetensors files.
Run: python3 make_checkpoints.py. Made with Python 3.11, NumPy 1.24 and PyTorch 1.13; the safetensors files follow the format's
description (the length of a JSON header, the header, the numbers), as the package is not needed for it."""
import argparse
import collections
import json
import os
import pathlib
import struct
import sys
import types
import unittest.mock
import zipfile

import numpy as np
import torch
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checkpoints")
CHANNELS, INPUTS = 3, 4


def path(name):
    return os.path.join(FOLDER, name)


def of_module(cls, module, name):
    """Gives a class the name that it has in another program."""
    parts = module.split(".")
    for i in range(len(parts)):
        sys.modules.setdefault(".".join(parts[: i + 1]), types.ModuleType(parts[i]))
    cls.__module__, cls.__qualname__ = module, name
    setattr(sys.modules[module], name, cls)
    return cls


class TemporalModel(nn.Module):
    """The layers alone, widths 3, 3: nothing here is computed with."""

    def __init__(self, joints_out):
        super().__init__()
        self.expand_bn = nn.BatchNorm1d(CHANNELS)
        self.shrink = nn.Conv1d(CHANNELS, joints_out * 3, 1)
        self.expand_conv = nn.Conv1d(INPUTS, CHANNELS, 3, bias=False)
        self.layers_conv = nn.ModuleList([nn.Conv1d(CHANNELS, CHANNELS, 3, dilation=3, bias=False), nn.Conv1d(CHANNELS, CHANNELS, 1, bias=False)])
        self.layers_bn = nn.ModuleList([nn.BatchNorm1d(CHANNELS), nn.BatchNorm1d(CHANNELS)])

    def forward(self, x):
        return self.shrink(self.expand_bn(self.expand_conv(x)))


class Config(dict):
    """Options of a class of its own, as MMCV has it."""


of_module(TemporalModel, "common.model", "TemporalModel")
of_module(Config, "mmcv.utils.config", "Config")


def model(joints_out, start):
    """Weights that every one of PyTorch's float types holds exactly."""
    result = TemporalModel(joints_out)
    with torch.no_grad():
        for i, tensor in enumerate(result.state_dict().values()):
            numbers = (torch.arange(tensor.numel()) * 7 + 13 * i + start) % 64
            tensor.copy_((numbers / 32 - 1).abs().reshape(tensor.shape) if tensor.is_floating_point() else torch.tensor(start))
    return result


def write_safetensors(name, tensors, metadata=None):
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    kinds = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64"}
    for key, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        raw = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()
        header[key] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path(name), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def without_members(name, ending):
    with zipfile.ZipFile(name) as archive:
        members = [(member, archive.read(member)) for member in archive.namelist() if not member.endswith(ending)]
    with zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as archive:
        for member, content in members:
            archive.writestr(zipfile.ZipInfo(member), content)


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + key, value) for key, value in state.items())


os.makedirs(FOLDER, exist_ok=True)
poses, root = model(2, 5), model(1, 11)
state, root_state = poses.state_dict(), root.state_dict()

torch.save({"epoch": 5, "lr": 0.001, "model_pos": state, "model_traj": root_state}, path("plain.bin"))
torch.save({"model_pos": nn.DataParallel(poses).state_dict(), "model_traj": None}, path("parallel_legacy.bin"),
           _use_new_zipfile_serialization=False)
torch.save(poses, path("whole_module.pth"))
with unittest.mock.patch("torch.serialization.get_source_lines_and_file", side_effect=OSError):  # else PyTorch's code is in the file
    torch.save(nn.DataParallel(poses), path("whole_legacy.pth"), _use_new_zipfile_serialization=False)
poses.parent = [poses]  # a loop
torch.save({"model": poses, "epoch": 5}, path("loop.pth"), pickle_protocol=4)
del poses.parent
torch.jit.trace(poses.eval(), torch.zeros(1, INPUTS, 3), check_trace=False).save(path("traced.pt"))
without_members(path("traced.pt"), ".debug_pkl")  # where the code came from on this machine

trained = model(2, 5)
sgd = torch.optim.SGD(trained.parameters(), lr=0.1, momentum=0.9)
trained(torch.ones(2, INPUTS, 3)).sum().backward()
sgd.step()
trainer = {
    "state_dict": prefixed("model.", state), "epoch": 5, "lr": [0.1, 0.2], "optimizer": sgd.state_dict(), "optimizer_states": [sgd.state_dict()],
    "args": argparse.Namespace(architecture="3,3", causal=False), "hyper_parameters": {"lr": 0.1, "dtype": torch.float32},
    "min_loss": np.float64(46.8), "rng": np.random.RandomState(1).get_state(), "counts": collections.defaultdict(list, {"a": [1]}),
    "callbacks": {TemporalModel: {"best": pathlib.PurePosixPath("/runs/best.ckpt")}, (1, 2): {(3, 4)}}, "cfg": Config(model=Config(type="PoseLifter")),
}
torch.save(trainer, path("beside.ckpt"))

write_safetensors("model.safetensors", state | prefixed("traj.", root_state), {"format": "pt"})
types_in_turn = [torch.float16, torch.bfloat16, torch.float64, torch.float32]
write_safetensors("types.safetensors", {key: value.to(types_in_turn[i % 4]) if value.is_floating_point() else value
                                        for i, (key, value) in enumerate(state.items())})
