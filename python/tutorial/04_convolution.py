"""Chapter 4: docs/tutorial/04_convolution.md"""
import numpy as np

import posegrad as pg
from show import LastCall, largest_difference, random_tensor, show, yes_no


def one_filter():
    # 1 sample, 9 frames, 1 channel: a thing that speeds up
    x = pg.tensor(np.arange(9, dtype=np.float32) ** 2).reshape((1, 9, 1))
    w = pg.tensor(np.array([-0.5, 0, 0.5], np.float32)).reshape((1, 3, 1))
    show("velocity", pg.kernels.conv1d(x, w).reshape((7,)), 0)
    show("stride 3", pg.kernels.conv1d(x, w, stride=3).reshape((3,)), 0)
    show("dilation 3", pg.kernels.conv1d(x, w, dilation=3).reshape((3,)), 0)


def receptive_field(layers, frames):
    """Frames of the input that one frame of the output depends on, asked of the gradient."""
    x = pg.Variable(pg.zeros((1, frames, 1)), requires_grad=True)
    w = pg.Variable(pg.full((1, 3, 1), 1))
    y = x
    for how in layers:
        y = pg.conv1d(y, w, **how)
    seed = pg.zeros(y.shape)
    seed.numpy()[0, y.dim(1) // 2] = 1
    pg.backward(y, seed)
    return np.count_nonzero(x.grad)


def stacks():
    print(f"three plain layers see {receptive_field([{}, {}, {}], 81)} frames")
    print(f"dilations 1, 3, 9 see {receptive_field([{}, {'dilation': 3}, {'dilation': 9}], 81)} frames")
    print(f"strides 3, 3, 3 see {receptive_field([{'stride': 3}] * 3, 81)} frames")


# x (N, L, C_in) in memory is the matrix (N L / K, K C_in) already.
def as_matrix_product():
    N, L, C_in, C_out, K = 4, 27, 34, 16, 3
    x = random_tensor((N, L, C_in), pg.f32, 5)
    w = random_tensor((C_out, K, C_in), pg.f32, 6)
    y = pg.kernels.conv1d(x, w, stride=K)

    windows = x.reshape((N * L // K, K * C_in))
    filters = w.reshape((C_out, K * C_in))
    product = pg.kernels.matmul(windows, filters, transpose_b=True)
    same = largest_difference(y.reshape(product.shape), product) < 1e-5
    print(f"{y.shape} from {windows.dim(0)} windows {windows.shape}, copied: {yes_no(not windows.shares_storage(x))}, "
          f"the same numbers: {yes_no(same)}")


def cost():
    x, w = pg.zeros((1, 81, 64)), pg.zeros((64, 3, 64))
    for how in ({"stride": 1, "dilation": 3}, {"stride": 3, "dilation": 1}):
        seen = LastCall()
        with pg.observe(seen):
            y = pg.kernels.conv1d(x, w, **how)
        print(f"stride {how['stride']}, dilation {how['dilation']}: {y.dim(1)} frames, {seen.call.flops() / 1e6:.1f} MFLOP")


one_filter()
stacks()
as_matrix_product()
cost()
