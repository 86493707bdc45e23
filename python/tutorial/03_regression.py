"""Chapter 3: docs/tutorial/03_regression.md"""
import numpy as np

import posegrad as pg
from show import largest_difference, random_tensor, show, yes_no

POINTS = 64


def tilted_plane():
    """Points of the plane Z = 0.5 X - 2 Y + 3, seen from straight above; v varies little. (N, 2), (N, 3)"""
    u, v = (random_tensor((POINTS, 2), pg.f64, 4).numpy() * [1, 0.1]).T
    return pg.tensor(np.stack([u, v], 1)), pg.tensor(np.stack([u, v, 0.5 * u - 2 * v + 3], 1))


class Line:
    def __init__(self):
        self.w = pg.Variable(np.zeros((3, 2)), requires_grad=True)
        self.b = pg.Variable(np.zeros(3), requires_grad=True)

    # y = x W^T + b
    def __call__(self, x):
        return pg.matmul(pg.Variable(x), self.w, transpose_b=True) + self.b


def squared_error(y, wanted):
    d = y - pg.Variable(wanted)
    return pg.mean(d * d)


# dL/dW = dy^T x with dy = 2 (y - wanted) / (3 N)
def gradient_by_hand(seen, space):
    line = Line()
    y = line(seen)
    pg.backward(squared_error(y, space))
    dy = (2.0 / (3 * POINTS) * (y - pg.Variable(space))).value
    dw = pg.kernels.matmul(dy, seen, transpose_a=True)
    print(f"by hand and by autograd the same: {yes_no(largest_difference(dw, line.w.grad) < 1e-12)}")


def descend(parameter, rate):
    parameter.numpy()[:] -= rate * parameter.grad.numpy()  # the parameter's own memory


def gradient_descent(seen, space, line, rate, steps):
    for _ in range(steps):
        line.w.zero_grad()
        line.b.zero_grad()
        pg.backward(squared_error(line(seen), space))
        descend(line.w, rate)
        descend(line.b, rate)
    return squared_error(line(seen), space).item()


def adam(seen, space, line, rate, steps):
    optimizer = pg.nn.Adam([("w", line.w), ("b", line.b)], learning_rate=rate)
    for _ in range(steps):
        pg.backward(squared_error(line(seen), space))
        optimizer.step()
    return squared_error(line(seen), space).item()


seen, space = tilted_plane()
gradient_by_hand(seen, space)
for rate in (0.1, 1.0, 4.0):
    line = Line()
    print(f"gradient descent, rate {rate:g}: error {gradient_descent(seen, space, line, rate, 300):.0e}")
    if rate == 1.0:
        show("w", line.w.value)
line = Line()
print(f"Adam, rate 0.1: error below 1e-5: {yes_no(adam(seen, space, line, 0.1, 300) < 1e-5)}")
show("w", line.w.value)
show("b", line.b.value)
