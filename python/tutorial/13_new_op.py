"""Chapter 13: docs/tutorial/13_new_op.md

A kernel of Python is as slow as Python, and the contract is read when the program runs, not when it is compiled; what it has to promise is the same.
"""
import math

import numpy as np

import posegrad as pg
from show import digits, random_tensor, yes_no


def s(x):
    return 1 / (1 + np.exp(-x))


# ---- the value

class Swish:
    info = pg.OpInfo(name="swish", formula="y[e] = x[e] s(x[e]), s(x) = 1 / (1 + exp(-x))", shapes="x (E...) -> y (E...)",
                     gradient="dx: swish_grad(dy, x)", roundings="7", magnitude="|y|", flops="5*E")

    def __init__(self, x, y=None):
        self.x, self.y = x, y

    def cpu(self):
        x = self.x.numpy()
        self.y.numpy()[...] = x * s(x)

    def reference(self, output, e):
        x = self.x.at(e)
        value = x * s(x)
        return pg.Reference(value, abs(value), 7)


# ---- the gradient

class SwishGrad:
    info = pg.OpInfo(name="swish_grad", formula="dx[e] = dy[e] (s + x s (1 - s)), s = s(x[e])",
                     shapes="dy (E...), x (E...) -> dx (E...)", gradient="none: it is the gradient of swish itself",
                     roundings="17", magnitude="|dy| (s + |x| s)", flops="9*E")

    def __init__(self, dy, x, dx=None):
        self.dy, self.x, self.dx = dy, x, dx

    @staticmethod
    def f(dy, x):
        return dy * (s(x) + x * s(x) * (1 - s(x)))

    def cpu(self):
        self.dx.numpy()[...] = self.f(self.dy.numpy(), self.x.numpy())

    def reference(self, output, e):
        dy, x = self.dy.at(e), self.x.at(e)
        return pg.Reference(self.f(dy, x), abs(dy) * (s(x) + abs(x) * s(x)), 17)


class SwishFunction(pg.Function):
    def forward(self, x):
        self.x = x
        return pg.result_of(Swish(x))

    def backward(self, dy):
        return pg.result_of(SwishGrad(dy, self.x))


def swish(x):
    return SwishFunction()(x)


# ---- three tests

def outside(op, output):
    """An output of NaN first, so that an element that the kernel forgets is found."""
    output.numpy()[...] = np.nan
    setattr(op, "y" if hasattr(op, "y") else "dx", output)
    pg.dispatch(op)
    count = 0
    for e in range(output.numel):
        expected = op.reference(0, e)
        count += not abs(output.at(e) - expected.value) <= expected.bound(output.dtype)
    return count


def hold_kernels_to_their_references():
    for dtype in (pg.f32, pg.f64):
        x = random_tensor((1001,), dtype, 1, -20, 20)
        dy = random_tensor((1001,), dtype, 2, -1, 1)
        print(f"{'float' if dtype == pg.f32 else 'double'}: swish {outside(Swish(x), pg.empty((1001,), dtype))} outside, "
              f"swish_grad {outside(SwishGrad(dy, x), pg.empty((1001,), dtype))} outside")


def relative_to_itself():
    """How many of 1001 numbers around the zero of the gradient are further off than 17 roundings of themselves."""
    op = SwishGrad(pg.full((1001,), 1), random_tensor((1001,), pg.f32, 3, -1.2785, -1.2784))
    dx = pg.result_of(op)
    beyond_itself = beyond_terms = 0
    for e in range(dx.numel):
        expected = op.reference(0, e)
        error = abs(dx.at(e) - expected.value)
        beyond_itself += error > 17 * 2.0**-24 * abs(expected.value)
        beyond_terms += error > expected.bound(pg.f32)
    print(f"relative to dx: hundreds outside: {yes_no(beyond_itself > 200)}; relative to its terms: {beyond_terms} outside")


def messages():
    try:
        pg.result_of(SwishGrad(pg.zeros((3,)), pg.zeros((4,))))
    except pg.Error as error:
        print(error)


def check_gradient():
    x = random_tensor((40,), pg.f64, 4, -6, 6)
    print(f"gradcheck: {yes_no(pg.gradcheck(swish, [x]).ok())}")


# ---- put to use

class Network:
    """y = W2 a(W1 x + b1) + b2 with 16 hidden numbers, in double."""

    def __init__(self):
        shapes = {"w1": (16, 1), "b1": (16,), "w2": (1, 16), "b2": (1,)}
        self.parameters = [(name, pg.Variable(pg.nn.uniform(shape, 1, seed=1, counter=i, dtype="f64"), requires_grad=True))
                           for i, (name, shape) in enumerate(shapes.items())]

    def __call__(self, x, activation):
        w1, b1, w2, b2 = (variable for _, variable in self.parameters)
        return pg.matmul(activation(pg.matmul(x, w1, transpose_b=True) + b1), w2, transpose_b=True) + b2


def learn_a_sine(activation):
    """Learns sin(x) between -pi and pi; the root of the mean squared error at the end."""
    angles = math.pi * (np.arange(64) / 31.5 - 1)
    x, y = pg.Variable(angles[:, None]), pg.Variable(np.sin(angles)[:, None])
    network = Network()
    optimizer = pg.nn.Adam(network.parameters, learning_rate=1e-2)
    for _ in range(500):
        off = network(x, activation) - y
        loss = pg.mean(off * off)
        pg.backward(loss)
        optimizer.step()
    return math.sqrt(loss.item())


hold_kernels_to_their_references()
relative_to_itself()
messages()
check_gradient()
print("relu ", digits(learn_a_sine(pg.relu), 3))
print("swish", digits(learn_a_sine(swish), 3))
