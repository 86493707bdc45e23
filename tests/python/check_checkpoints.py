#!/usr/bin/env python3
"""Checkpoints between posegrad and PyTorch, both ways. Usage: check_checkpoints.py PROGRAM

The model below is ours, in plain PyTorch, written from the paper (arXiv:1811.11742, section 3). posegrad trains a model and
PyTorch must give the same poses from its checkpoint, and go on training from it; PyTorch writes a checkpoint in both of its
formats and posegrad must give the same poses, and go on training from it; the same for weights in safetensors files and for whole
modules. Exits with 77 where PyTorch is missing.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import torch
    from torch import nn
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

WIDTH, HEIGHT = 1000, 1002  # of Human3.6M's first camera
CHANNELS = 16
LEFT, RIGHT = [4, 5, 6, 11, 12, 13], [1, 2, 3, 14, 15, 16]
FORMS = {"dilated": [], "causal": ["--causal"], "dense": ["--dense"]}
WIDTHS = [3, 5, 3]


def read_safetensors(path):
    """By the format's description; with the package, where it is there, as well."""
    with open(path, "rb") as f:
        data = f.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    kinds = {"F32": torch.float32, "F16": torch.float16, "I64": torch.int64}
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert begin % torch.empty(0, dtype=kinds[entry["dtype"]]).element_size() == 0 and start % 8 == 0
        tensors[name] = torch.frombuffer(bytearray(data[start + begin:start + end]), dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
    try:
        from safetensors.torch import load_file
        assert {k: v.tolist() for k, v in load_file(path).items()} == {k: v.tolist() for k, v in tensors.items()}
    except ImportError:
        pass
    return tensors, metadata


class TemporalModel(nn.Module):
    def __init__(self, widths, form, joints_in=17, joints_out=17, dropout=0.0):
        super().__init__()
        self.causal = form == "causal"
        self.expand_bn = nn.BatchNorm1d(CHANNELS)
        self.shrink = nn.Conv1d(CHANNELS, joints_out * 3, 1)
        self.expand_conv = nn.Conv1d(joints_in * 2, CHANNELS, widths[0], bias=False)
        self.drop = nn.Dropout(dropout)
        self.layers_conv, self.layers_bn, self.cuts = nn.ModuleList(), nn.ModuleList(), []
        dilation = widths[0]
        for width in widths[1:]:
            pad = (width - 1) // 2 * dilation
            if form == "dense":
                self.layers_conv.append(nn.Conv1d(CHANNELS, CHANNELS, 2 * pad + 1, bias=False))
            else:
                self.layers_conv.append(nn.Conv1d(CHANNELS, CHANNELS, width, dilation=dilation, bias=False))
            self.layers_conv.append(nn.Conv1d(CHANNELS, CHANNELS, 1, bias=False))
            self.layers_bn.extend([nn.BatchNorm1d(CHANNELS), nn.BatchNorm1d(CHANNELS)])
            self.cuts.append((pad, pad if self.causal else 0))
            dilation *= width

    def forward(self, x):
        n, frames = x.shape[:2]
        act = lambda norm, y: self.drop(torch.relu(norm(y)))
        x = act(self.expand_bn, self.expand_conv(x.reshape(n, frames, -1).transpose(1, 2)))
        for i, (pad, shift) in enumerate(self.cuts):
            y = act(self.layers_bn[2 * i], self.layers_conv[2 * i](x))
            y = act(self.layers_bn[2 * i + 1], self.layers_conv[2 * i + 1](y))
            x = y + x[:, :, pad + shift:x.shape[2] - pad + shift]
        return self.shrink(x).transpose(1, 2).reshape(n, -1, self.shrink.out_channels // 3, 3)


def make_data(folder):
    rng = np.random.RandomState(3)
    positions, keypoints = {}, {}
    for subject, frames in (("S1", 70), ("S9", 50)):
        walk = np.cumsum(rng.uniform(-0.02, 0.02, (frames, 1, 3)), axis=0) + np.array([0, 0, 1.0])
        positions[subject] = {"Walking 1": (walk + rng.uniform(-0.5, 0.5, (1, 32, 3))).astype("float32")}
        keypoints[subject] = {"Walking 1": [rng.uniform(100, 900, (frames, 17, 2)).astype("float32") for _ in range(4)]}
    np.savez_compressed(os.path.join(folder, "data_3d_h36m.npz"), positions_3d=positions)
    metadata = {"layout_name": "h36m", "num_joints": 17, "keypoints_symmetry": [LEFT, RIGHT]}
    np.savez_compressed(os.path.join(folder, "data_2d_h36m_noise.npz"), positions_2d=keypoints, metadata=metadata)
    return keypoints["S9"]["Walking 1"][0]


def normalised(pixels):
    return (pixels / WIDTH * 2 - np.array([1, HEIGHT / WIDTH])).astype("float32")


class Checker:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.pixels = make_data(folder)
        self.failed = 0

    def expect(self, condition, what):
        print(("ok      " if condition else "FAILED  ") + what, flush=True)
        self.failed += not condition

    def posegrad(self, form, *arguments):
        command = [self.program, "run", "--data", self.folder, "-k", "noise", "-str", "S1", "-ste", "S9", "-c", self.folder,
                   "-arc", ",".join(map(str, WIDTHS)), "-ch", str(CHANNELS), "-b", "64", *FORMS[form], *arguments]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        self.expect(result.returncode == 0, f"{' '.join(command[1:3])} ... {' '.join(arguments)}{' ' + result.stderr.strip() if result.returncode else ''}")

    def poses_of_posegrad(self, form, file):
        out = os.path.join(self.folder, "poses.npy")
        self.posegrad(form, "--evaluate", file, "-no-tta", "--render", "--viz-subject", "S9", "--viz-action", "Walking 1",
                      "--viz-camera", "0", "--viz-export", out)
        return np.load(out)

    def poses_of_torch(self, model):
        pad = (int(np.prod(WIDTHS)) - 1) // 2
        before, after = (2 * pad, 0) if model.causal else (pad, pad)
        x = np.pad(normalised(self.pixels), ((before, after), (0, 0), (0, 0)), "edge")
        model.eval()
        with torch.no_grad():
            return model(torch.from_numpy(x)[None])[0].numpy()

    def same_poses(self, model, form, file):
        ours, theirs = self.poses_of_posegrad(form, file), self.poses_of_torch(model)
        error = np.abs(ours - theirs).max() / np.abs(theirs).max()
        self.expect(ours.shape == theirs.shape and error < 1e-5, f"{form}: {file}: poses differ by {error:.1e} of the largest")

    def ours_in_torch(self, form):
        self.posegrad(form, "-e", "2", "-drop", "0.1", "--no-eval", "--seed", "5")
        checkpoint = torch.load(os.path.join(self.folder, "epoch_2.bin"))
        model = TemporalModel(WIDTHS, form)
        self.expect(list(checkpoint["model_pos"]) == list(model.state_dict()), f"{form}: same names in the same order")
        model.load_state_dict(checkpoint["model_pos"])
        self.expect(int(model.expand_bn.num_batches_tracked) > 0, f"{form}: batches were counted")
        self.same_poses(model, form, "epoch_2.bin")

        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
        optimizer.load_state_dict(checkpoint["optimizer"])
        self.expect(optimizer.param_groups[0]["lr"] == checkpoint["lr"] and checkpoint["epoch"] == 2, f"{form}: rate and epoch")
        self.expect(all(torch.count_nonzero(s["exp_avg_sq"]) for s in optimizer.state_dict()["state"].values()),
                    f"{form}: every parameter has moments")
        model.train()
        model(torch.rand(4, int(np.prod(WIDTHS)), 17, 2)).norm(dim=3).mean().backward()
        optimizer.step()
        self.expect(all(torch.isfinite(p).all() for p in model.parameters()), f"{form}: PyTorch goes on training")
        self.expect(len(checkpoint["random_state"].permutation(10)) == 10, f"{form}: the order of batches goes on")
        torch.save(checkpoint["model_pos"], os.path.join(self.folder, "bare.bin"))
        self.same_poses(self.reloaded(form, checkpoint), form, "bare.bin")

    def reloaded(self, form, checkpoint):
        model = TemporalModel(WIDTHS, form)
        model.load_state_dict(checkpoint["model_pos"])
        return model

    def theirs_in_posegrad(self, form, zip_format):
        torch.manual_seed(11)
        model = TemporalModel(WIDTHS, form, dropout=0.1)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
        for _ in range(3):
            optimizer.zero_grad()
            model(torch.rand(8, int(np.prod(WIDTHS)), 17, 2)).norm(dim=3).mean().backward()
            optimizer.step()
        file = f"torch_{form}_{'zip' if zip_format else 'legacy'}.bin"
        torch.save({"epoch": 1, "lr": 0.0007, "random_state": np.random.RandomState(1234), "optimizer": optimizer.state_dict(),
                    "model_pos": model.state_dict(), "model_traj": None, "random_state_semi": None},
                   os.path.join(self.folder, file), _use_new_zipfile_serialization=zip_format)
        self.same_poses(model, form, file)
        self.posegrad(form, "-e", "2", "--resume", file, "--no-eval")
        after = torch.load(os.path.join(self.folder, "epoch_2.bin"))
        steps = {int(s["step"]) for s in after["optimizer"]["state"].values()}
        self.expect(steps == {3 + 9}, f"{form}: posegrad goes on training from it, to optimizer steps {steps}")
        self.expect(abs(after["lr"] - 0.0007 * 0.95) < 1e-12, f"{form}: with its learning rate")


    def half_precision_both_ways(self, form):
        """PyTorch reads converted weights, posegrad the float16 and bfloat16 ones that PyTorch writes."""
        self.posegrad(form, "-e", "1", "--no-eval", "--seed", "7")
        whole = torch.load(os.path.join(self.folder, "epoch_1.bin"))
        for name, half in (("weights.bin", False), ("half.bin", True)):
            result = subprocess.run([self.program, "convert", os.path.join(self.folder, "epoch_1.bin"), "-o",
                                     os.path.join(self.folder, name), *(["--half"] if half else [])], check=False)
            converted = torch.load(os.path.join(self.folder, name))
            expected = {key: value.half() if half and value.dim() > 1 else value for key, value in whole["model_pos"].items()}
            found = converted["model_pos"]
            self.expect(result.returncode == 0 and list(found) == list(expected) and
                        all(found[k].dtype == v.dtype and torch.equal(found[k], v) for k, v in expected.items()),
                        f"{form}: {name} holds the weights of epoch_1.bin{', rounded as PyTorch rounds' if half else ''}")
            self.expect(converted["epoch"] == 1 and set(converted) == {"epoch", "model_pos", "posegrad"},
                        f"{form}: {name} holds nothing else")
            self.same_poses(self.reloaded(form, converted), form, name)
        for dtype in (torch.float16, torch.bfloat16):
            state = {key: value.to(dtype) if value.is_floating_point() else value for key, value in whole["model_pos"].items()}
            for zip_format in (True, False):
                name = f"{str(dtype)[6:]}_{'zip' if zip_format else 'legacy'}.bin"
                torch.save({"epoch": 1, "model_pos": state}, os.path.join(self.folder, name),
                           _use_new_zipfile_serialization=zip_format)
                self.same_poses(self.reloaded(form, {"model_pos": state}), form, name)

    def safetensors_both_ways(self, form):
        self.posegrad(form, "-e", "1", "--no-eval", "--seed", "7")
        whole = torch.load(os.path.join(self.folder, "epoch_1.bin"))["model_pos"]
        for half in (False, True):
            path = os.path.join(self.folder, "weights.safetensors")
            result = subprocess.run([self.program, "convert", os.path.join(self.folder, "epoch_1.bin"), "-o", path,
                                     *(["--half"] if half else [])], check=False)
            found, metadata = read_safetensors(path)
            expected = {key: value.half() if half and value.dim() > 1 else value for key, value in whole.items()}
            self.expect(result.returncode == 0 and set(found) == set(expected) and
                        all(found[k].dtype == v.dtype and torch.equal(found[k], v) for k, v in expected.items()),
                        f"{form}: a safetensors file holds the weights{', rounded as PyTorch rounds' if half else ''}")
            facts = json.loads(metadata["posegrad"])["model"]
            self.expect(metadata["epoch"] == "1" and facts["causal"] == (form == "causal") and facts["dense"] == (form == "dense"),
                        f"{form}: and what is known of the model")
            model = TemporalModel(WIDTHS, form)
            model.load_state_dict(found)
            self.same_poses(model, form, "weights.safetensors")

    def whole_modules(self, form):
        """As torch.save(model) and TorchScript write them: their weights are read, nothing is run."""
        torch.manual_seed(12)
        model = TemporalModel(WIDTHS, form).eval()
        for zip_format in (True, False):
            name = f"module_{'zip' if zip_format else 'legacy'}.bin"
            torch.save(nn.DataParallel(model), os.path.join(self.folder, name), _use_new_zipfile_serialization=zip_format)
            self.same_poses(model, form, name)
        torch.jit.trace(model, torch.zeros(1, int(np.prod(WIDTHS)), 17, 2)).save(os.path.join(self.folder, "traced.bin"))
        self.same_poses(model, form, "traced.bin")

    def semi_supervised_both_ways(self):
        """Both models and both random states: posegrad trains, PyTorch goes on and saves, posegrad goes on from that."""
        semi = ["-sun", "S9", "--warmup", "0", "--no-eval", "-drop", "0.1"]
        self.posegrad("dilated", *semi, "-e", "2", "--seed", "6")
        checkpoint = torch.load(os.path.join(self.folder, "epoch_2.bin"))
        poses, path = TemporalModel(WIDTHS, "dilated"), TemporalModel(WIDTHS, "dilated", joints_out=1)
        poses.load_state_dict(checkpoint["model_pos"])
        path.load_state_dict(checkpoint["model_traj"])
        optimizer = torch.optim.Adam([*poses.parameters(), *path.parameters()], lr=1e-3, amsgrad=True)
        optimizer.load_state_dict(checkpoint["optimizer"])
        self.expect(len(checkpoint["random_state_semi"].permutation(10)) == 10, "semi-supervised: the second order of batches goes on")
        x = torch.rand(4, int(np.prod(WIDTHS)), 17, 2)
        (poses(x).norm(dim=3).mean() + path(x).norm(dim=3).mean()).backward()
        optimizer.step()
        steps = {int(s["step"]) for s in optimizer.state_dict()["state"].values()}
        self.expect(steps == {2 * 9 + 1}, f"semi-supervised: PyTorch goes on training both models, to steps {steps}")
        torch.save({"epoch": 2, "lr": checkpoint["lr"], "random_state": checkpoint["random_state"], "optimizer": optimizer.state_dict(),
                    "model_pos": poses.state_dict(), "model_traj": path.state_dict(),
                    "random_state_semi": checkpoint["random_state_semi"]}, os.path.join(self.folder, "torch_semi.bin"))
        self.posegrad("dilated", *semi, "-e", "3", "--resume", "torch_semi.bin")
        after = torch.load(os.path.join(self.folder, "epoch_3.bin"))
        steps = {int(s["step"]) for s in after["optimizer"]["state"].values()}
        self.expect(steps == {2 * 9 + 1 + 9}, f"semi-supervised: posegrad goes on from it, to steps {steps}")
        self.expect(all(torch.isfinite(p).all() for p in after["model_traj"].values()), "semi-supervised: the path's model is whole")


def main():
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(sys.argv[1], folder)
        for form in FORMS:
            checker.ours_in_torch(form)
            for zip_format in (True, False):
                checker.theirs_in_posegrad(form, zip_format)
            checker.safetensors_both_ways(form)
        checker.half_precision_both_ways("dilated")
        checker.whole_modules("dilated")
        checker.semi_supervised_both_ways()
    print(f"{checker.failed} checks failed" if checker.failed else "all checks passed")
    return 1 if checker.failed else 0


if __name__ == "__main__":
    sys.exit(main())
