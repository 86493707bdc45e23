"""Chapter 2: docs/tutorial/02_autograd.md"""
import numpy as np

import posegrad as pg
from show import random_tensor, show, yes_no


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def first_gradient():
    x = pg.Variable(np.array([1.0, 2.0, 3.0]), requires_grad=True)
    loss = pg.sum(x * x + 4.0 * x)
    pg.backward(loss)
    print(f"loss = {loss.item():g}")
    show("dloss/dx", x.grad, 0)

    pg.backward(pg.sum(x))
    show("after a second backward", x.grad, 0)


# y = x s(x), dx = dy (s + x s (1 - s))
class Swish(pg.Function):
    def forward(self, x):
        self.x = x.numpy()
        return self.x * sigmoid(self.x)

    def backward(self, dy):
        s = sigmoid(self.x)
        return dy.numpy() * (s + self.x * s * (1 - s))


# The same with half of the product rule forgotten.
class WrongSwish(Swish):
    def backward(self, dy):
        return dy.numpy() * sigmoid(self.x)


def check(name, f, x):
    result = pg.gradcheck(f, [x])
    if result.ok():
        print(f"{name}: right")
    else:
        print(f"{name}: WRONG at element {result.element}: {result.analytic:.4f}, differences say {result.numeric:.4f}")


def gradchecks():
    x = random_tensor((2, 5), pg.f64, 3, -2, 2)
    check("swish", lambda v: Swish()(v), x)
    check("wrong_swish", lambda v: WrongSwish()(v), x)


def kink():
    zero = pg.zeros((1,), pg.f64)
    check("relu at 0", pg.relu, zero)
    leaves = pg.gradcheck_inputs(pg.relu, [zero])
    print(f"gradcheck_inputs: {leaves[0].not_smooth} of {leaves[0].elements} elements lie at a kink")


def without_recording():
    with pg.no_grad():
        x = pg.Variable(2.0, requires_grad=True)
        print(f"recorded: {yes_no((x * x).op is not None)}")


first_gradient()
gradchecks()
kink()
without_recording()
