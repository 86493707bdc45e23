"""The temporal model and lift() against the program. Usage: pose_test.py PROGRAM"""
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import numpy as np

import posegrad as pg
from posegrad import pose

WIDTH, HEIGHT = 1000, 1002  # of Human3.6M's first camera
FOLDER = tempfile.TemporaryDirectory()


def inside(name):
    return os.path.join(FOLDER.name, name)


def posegrad(*arguments):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{arguments}: {result.stdout[-500:]}{result.stderr}"


def setUpModule():
    posegrad("synth", "--out", FOLDER.name, "--frames", "60", "--takes", "1", "--subjects", "S1,S9", "--actions", "Walking")


def keypoints(name):
    with np.load(inside(f"data_2d_h36m_{name}.npz"), allow_pickle=True) as file:
        return file["positions_2d"].item()["S9"]["Walking 1"][0]


class Model(unittest.TestCase):
    def test_a_checkpoint_gives_the_programs_poses(self):
        run = ("run", "--data", FOLDER.name, "-k", "gt", "-str", "S1", "-ste", "S9", "-c", FOLDER.name, "-arc", "3,3", "-ch", "16", "-b", "64")
        posegrad(*run, "-e", "1", "--no-eval")
        posegrad(*run, "--evaluate", "epoch_1.bin", "-no-tta", "--render", "--viz-subject", "S9", "--viz-action", "Walking 1",
                 "--viz-camera", "0", "--viz-export", inside("poses.npy"))
        wanted = np.load(inside("poses.npy"))

        model = pose.TemporalModel(widths=[3, 3], channels=16, seed=99)
        pose.load_state(model, pose.read_weights(inside("epoch_1.bin")))
        sequence = pose.Sequence(pose.normalize_screen(keypoints("gt").astype(np.float32), WIDTH, HEIGHT))
        body = pose.h36m_17()
        dataset = pose.make_h36m(*(lambda made: (made.positions, made.ground_truth))(
            pose.synthesize(frames_per_take=2, takes=1, subjects=["S9"], actions=["Walking"])))
        self.assertEqual(dataset.mirroring.joints.left, body.joints_left)
        for fast in (True, False):
            found = pose.predict(model, sequence, dataset.mirroring, mirror=False, fast=fast).numpy()
            self.assertEqual(found.shape, wanted.shape)
            np.testing.assert_allclose(found, wanted, atol=1e-6)

        pretrained = pose.load_pretrained(inside("epoch_1.bin"))
        self.assertEqual(pretrained.poses.receptive_field, 9)
        for (name, ours), (_, theirs) in zip(model.state().all, pretrained.poses.state().all):
            self.assertEqual(ours.numpy().tobytes(), theirs.numpy().tobytes(), name)

    def test_weights_are_read_back(self):
        model = pose.TemporalModel(widths=[3, 3], channels=8, seed=5)
        for name in ("own.bin", "own.safetensors"):
            pose.write_weights(inside(name), model, layout="coco", fps=25)
            again = pose.load_pretrained(inside(name))
            self.assertEqual((again.fps, again.layout.name, len(again.notes)), (25, "coco", 0))
            x = pg.Variable(pg.nn.uniform((1, 9, 17, 2), 1, seed=1, counter=0))
            np.testing.assert_array_equal(again.poses(x).numpy(), model(x).numpy())

    def test_what_does_not_fit_is_named(self):
        model = pose.TemporalModel(widths=[3, 3], channels=8, seed=5)
        pose.write_weights(inside("other.bin"), pose.TemporalModel(widths=[3, 3], channels=4, seed=5))
        with self.assertRaisesRegex(pg.DataError, r"expand_bn.weight has shape \(4,\), this model needs \(8,\)"):
            pose.load_state(model, pose.read_weights(inside("other.bin")))
        with self.assertRaisesRegex(pg.IoError, "cannot open"):
            pose.load_pretrained(inside("missing.bin"))
        with open(inside("cut.bin"), "wb") as cut, open(inside("other.bin"), "rb") as whole:
            cut.write(whole.read()[:500])
        with self.assertRaises(pg.DataError):
            pose.load_pretrained(inside("cut.bin"))
        with self.assertRaises(pg.IoError):
            pose.write_weights("/dev/full", model)
        with self.assertRaises(pg.ValueError):
            pose.TemporalModel(widths=[2], seed=1)
        with self.assertRaises(pg.ValueError):
            pose.ModelForm("strided")

    def test_layers_keep_the_model(self):
        layer = pose.TemporalModel(widths=[3, 3], channels=8, seed=5).layers[1]
        self.assertEqual((layer.name, layer.dilation, layer.convolution.weight.shape), ("layers_conv.0", 3, (8, 3, 8)))


@unittest.skipUnless(os.path.exists(os.path.join(os.path.dirname(__file__), "../../../models/coco-27.bin")), "the model is not here")
class Lift(unittest.TestCase):
    def wild(self, *options):
        out = inside("wild.npy")
        posegrad("wild", inside("data_2d_h36m_coco.npz"), "--subject", "S9", "--action", "Walking 1", "--camera", "0",
                 "--size", f"{WIDTH}x{HEIGHT}", *options, "-o", out)
        return np.load(out)

    def setUp(self):
        found = keypoints("coco")
        self.pixels, self.scores = found[:, :, :2], found[:, :, 2]
        self.how = {"size": (WIDTH, HEIGHT), "fps": 50}

    def test_the_poses_are_those_of_wild(self):
        self.assertTrue((self.scores == 0).any())  # some were not found
        poses = pg.lift(self.pixels, self.scores, **self.how)
        self.assertEqual((poses.shape, poses.dtype), ((60, 17, 3), np.float32))
        np.testing.assert_allclose(poses, self.wild("--fps", "50"), atol=1e-6)
        self.assertGreater(np.ptp(poses[:, 0], axis=0).max(), 0.3)  # she walks

    def test_at_another_rate_and_in_camera_space(self):
        poses = pg.lift(self.pixels, self.scores, size=(WIDTH, HEIGHT), fps=29.97, space="camera", mirror=False, steady=False)
        np.testing.assert_allclose(poses, self.wild("--fps", "29.97", "--space", "camera", "-no-tta", "--no-steady"), atol=1e-6)

    def test_nan_is_not_found_and_scores_do_not_matter(self):
        poses = pg.lift(self.pixels, self.scores, **self.how)
        holes = np.where(self.scores[..., None] > 0, self.pixels, np.nan)
        np.testing.assert_array_equal(pg.lift(holes, **self.how), poses)
        np.testing.assert_array_equal(pg.lift(self.pixels, self.scores * 1e-3, **self.how), poses)
        np.testing.assert_array_equal(pg.lift(self.pixels.astype(np.float64)[:, ::1], self.scores.tolist(), **self.how), poses)

    def test_a_model_may_be_given(self):
        model = pose.default_model()
        wanted = pg.lift(self.pixels, self.scores, **self.how)
        np.testing.assert_array_equal(pg.lift(self.pixels, self.scores, model=model, **self.how), wanted)
        np.testing.assert_array_equal(pg.lift(self.pixels, self.scores, model=model.checkpoint, **self.how), wanted)

    def test_mistakes_are_named(self):
        good = self.pixels
        infinite = good.copy()
        infinite[3, 4, 0] = np.inf
        for error, text, arguments, how in (
                (pg.ShapeError, r"'keypoints' has shape \(60, 34\); expected \(frames, joints, 2\)", (good.reshape(60, 34),), {}),
                (pg.ShapeError, "has 5 joints; expected the 17 of layout coco", (good[:, :5],), {}),
                (pg.ShapeError, r"'confidences' has shape \(59, 17\); expected \(60, 17\)", (good, self.scores[1:]), {}),
                (pg.ShapeError, "no frames", (good[:0],), {}),
                (pg.DataError, "infinite", (infinite,), {}),
                (pg.DataError, "nobody|not found|no frame", (np.full_like(good, np.nan),), {}),
                (pg.ValueError, "fps|rate|frames", (good,), {"fps": 0}),
                (pg.ValueError, r"size is \(0, 5\)", (good,), {"size": (0, 5)}),
                (pg.ValueError, "space is 'room'", (good,), {"space": "room"}),
                (pg.IoError, "cannot open", (good,), {"model": inside("missing.bin")}),
                (pg.DTypeError, "expected floats", (np.full(good.shape, "a"),), {})):
            with self.subTest(text), self.assertRaisesRegex(error, text):
                pg.lift(*arguments, **{**self.how, **how})

    def test_ctrl_c_ends_it(self):
        long = np.tile(self.pixels, (400, 1, 1))
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt):
            timer.start()
            while True:
                pg.lift(long, **self.how)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop()
    unittest.main()
