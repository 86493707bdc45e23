"""Chapter 1: docs/tutorial/01_tensors.md"""
import numpy as np

import posegrad as pg
from show import LastCall, random_tensor, show, yes_no


def shapes():
    # 2 samples, 3 frames, 2 channels
    x = pg.tensor(np.array([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121], np.float32)).reshape((2, 3, 2))
    show("x", x, 0)
    n, t, c, L, C = 1, 2, 1, x.dim(1), x.dim(2)
    print(f"x[1,2,1] = {x.at((n * L + t) * C + c):g}")  # x.numpy()[1, 2, 1] is the same number


def sharing():
    x = pg.zeros((2, 3, 2))
    windows = x.reshape((2, 6))
    second = x.rows(1, 2)
    copy = x.clone()
    second.numpy().flat[0] = 7
    show("windows", windows, 0)
    show("copy", copy.reshape((2, 6)), 0)


def contract():
    try:
        pg.kernels.matmul(pg.zeros((4, 3)), pg.zeros((2, 5)))
    except pg.ShapeError as error:
        print(error)


def kernel():
    info = pg.ops()["matmul"]
    print(f"{info.name}: {info.formula}")
    print(f"shapes: {info.shapes}\nroundings: {info.roundings}\nflops: {info.flops}")


def bound(dtype):
    a = random_tensor((30, 1000), dtype, 1)
    b = random_tensor((1000, 20), dtype, 2)
    seen = LastCall()
    with pg.observe(seen):
        y = pg.kernels.matmul(a, b)

    worst_share = 0
    for e in range(y.numel):
        expected = seen.call.reference(0, e)
        error = abs(y.at(e) - expected.value)
        worst_share = max(worst_share, error / expected.bound(dtype))
    print(f"{dtype.name}: y[0,0] = {y.at(0):.3f}, at most {seen.call.reference(0, 0).bound(dtype):.1e} off; "
          f"all elements inside their bounds: {yes_no(worst_share <= 1)}")


shapes()
sharing()
contract()
kernel()
bound(pg.f32)
bound(pg.f64)
