"""Modules, layers and Adam: the same numbers as in C++. Usage: nn_test.py SMALL_NET"""
import subprocess
import sys
import unittest

import numpy as np

import posegrad as pg
from posegrad import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 16, seed=1, counter=0)
        self.second = nn.Linear(16, 1, seed=1, counter=2)

    def forward(self, x, between=lambda h: h):
        return self.second(between(pg.relu(self.first(x))))


class Training(unittest.TestCase):
    def test_the_losses_are_those_of_cpp_bit_for_bit(self):
        net, dropout = Net(), nn.Dropout(0.2)
        adam = nn.Adam(net, learning_rate=0.01)
        training = nn.Pass(mode="training", random=nn.RandomStream(seed=3))
        x, y = (pg.Variable(nn.uniform((64, columns), 1, seed=5, counter=counter)) for columns, counter in ((2, 0), (1, 1)))
        losses = []
        for step in range(200):
            off = net(x, lambda h: dropout(h, training)) - y
            loss = pg.mean(off * off)
            pg.backward(loss)
            adam.step()
            if step % 20 == 19:
                losses.append(loss.item())
        printed = subprocess.run([SMALL_NET], capture_output=True, text=True, check=True).stdout.split()
        self.assertEqual(losses, [float.fromhex(word) for word in printed])
        self.assertEqual(len(losses), 10)
        self.assertLess(losses[-1], losses[0])
        self.assertEqual(adam.steps, 200)
        self.assertEqual(adam.moments[0][2].shape, (16, 2))


class Modules(unittest.TestCase):
    def test_state_lists_attributes_in_their_order(self):
        class Outer(nn.Module):
            def __init__(self):
                super().__init__()
                self.scale = pg.Variable([1.0], requires_grad=True)
                self.constant = pg.Variable([1.0])
                self.norm = nn.BatchNorm1d(3)
                self.nets = [Net(), Net()]
                self.name = "outer"

        state = Outer().state()
        self.assertEqual([name for name, _ in state.parameters],
                         ["scale", "norm.weight", "norm.bias"] + [f"nets.{i}.{layer}.{part}" for i in (0, 1) for layer in ("first", "second")
                                                                  for part in ("weight", "bias")])
        self.assertIn("norm.running_var", [name for name, _ in state.all])
        self.assertEqual(state.parameter_count(), 1 + 6 + 2 * (2 * 16 + 16 + 16 + 1))

    def test_collect_may_be_ones_own(self):
        class Own(Net):
            def collect(self, prefix, state):
                state.add_buffer(prefix + "extra", pg.zeros((2,)))
                super().collect(prefix + "in.", state)

        self.assertEqual([name for name, _ in Own().state().all][:2], ["extra", "in.first.weight"])

    def test_parameters_are_the_models_own(self):
        net = Net()
        weight = dict(net.state().parameters)["first.weight"]
        before = net(pg.Variable(np.ones((1, 2), np.float32))).item()
        weight.numpy()[:] = 0
        self.assertNotEqual(net(pg.Variable(np.ones((1, 2), np.float32))).item(), before)

    def test_layers(self):
        x = pg.Variable(nn.uniform((2, 9, 4), 1, seed=1, counter=9))
        conv = nn.Conv1d(4, 5, width=3, bias=True, seed=1, counter=0)
        self.assertEqual(conv(x, dilation=2).shape, (2, 5, 5))
        self.assertEqual((conv.weight.shape, conv.bias.shape), ((5, 3, 4), (5,)))
        self.assertIsNone(nn.Conv1d(4, 5, width=3, seed=1, counter=0).bias)
        pictures = pg.Variable(pg.zeros((1, 8, 8, 4)))
        self.assertEqual(nn.Conv2d(4, 6, width=3, seed=1, counter=0)(pictures, stride=2).shape, (1, 4, 4, 6))
        self.assertEqual(nn.DepthwiseConv2d(4, width=3, seed=1, counter=0)(pictures).shape, (1, 8, 8, 4))
        with self.assertRaisesRegex(pg.ValueError, "random"):
            nn.Dropout(0.5)(x, nn.Pass(mode="training"))
        norm = nn.BatchNorm1d(4)
        norm(x, "training", 1.0)
        np.testing.assert_allclose(norm.running_mean, x.numpy().mean(axis=(0, 1)), atol=1e-6)

    def test_a_pass_keeps_its_random_stream(self):
        training = nn.Pass(mode="training", random=nn.RandomStream(seed=7))
        ones = pg.Variable(pg.full((12,), 1))
        first = nn.Dropout(0.5)(ones, training).numpy()
        np.testing.assert_array_equal(first, pg.dropout(ones, 0.5, seed=7, counter=0).numpy())


if __name__ == "__main__":
    SMALL_NET = sys.argv.pop()
    unittest.main()
