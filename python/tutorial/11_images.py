"""Chapter 11: docs/tutorial/11_images.md"""
import numpy as np

import posegrad as pg
from figures import JOINTS, MAP, NAMES, PIXELS, SIZE, centres, figures
from show import LastCall, largest_difference, random_tensor, show, yes_no


def show_figure(picture, maps, joint):
    """A picture, two rows in a line, beside a joint's map, a place as wide as its two pixels."""
    def shade(x):
        return " .:*#"[int(min(max(5 * x, 0.0), 4.0))]

    grey = picture.numpy().reshape(MAP, 2, SIZE, 3).mean(axis=(1, 3))
    places = maps.numpy().reshape(MAP, MAP, JOINTS)[:, :, joint]
    for left, right in zip(grey, places.repeat(2, axis=1)):
        print("|" + "".join(map(shade, left)) + "|" + "".join(map(shade, right)) + "|")


# ---- convolutions

def same_padding():
    w = pg.full((1, 3, 1, 1), 1)  # the sum of three neighbours in a row
    five = pg.tensor(np.arange(1, 6, dtype=np.float32)).reshape((1, 1, 5, 1))
    six = pg.tensor(np.arange(1, 7, dtype=np.float32)).reshape((1, 1, 6, 1))
    show("of 5 pixels", pg.kernels.conv2d(five, w, stride=2).reshape((3,)), 0)
    show("of 6 pixels", pg.kernels.conv2d(six, w, stride=2).reshape((3,)), 0)


# x (N, H, W, C_in) in memory is the matrix (N H W, C_in) already.
def one_by_one():
    N, H, W, C_in, C_out = 2, 16, 16, 8, 24
    x = random_tensor((N, H, W, C_in), pg.f32, 5)
    w = random_tensor((1, 1, C_in, C_out), pg.f32, 6)
    y = pg.kernels.conv2d(x, w)
    pixels = x.reshape((N * H * W, C_in))
    product = pg.kernels.matmul(pixels, w.reshape((C_in, C_out)))
    same = largest_difference(y.reshape(product.shape), product) < 1e-5
    print(f"{y.shape} from {pixels.dim(0)} pixels {pixels.shape}, copied: {yes_no(not pixels.shares_storage(x))}, "
          f"the same numbers: {yes_no(same)}")


def flops_of(kernel, x, w):
    seen = LastCall()
    with pg.observe(seen):
        kernel(x, w)
    return seen.call.flops()


def cost():
    x = pg.zeros((1, 16, 16, 64))
    full, pointwise, depthwise = pg.zeros((3, 3, 64, 64)), pg.zeros((1, 1, 64, 64)), pg.zeros((3, 3, 64))
    of_full = flops_of(pg.kernels.conv2d, x, full)
    of_depthwise = flops_of(pg.kernels.depthwise_conv2d, x, depthwise)
    of_pointwise = flops_of(pg.kernels.conv2d, x, pointwise)
    print(f"full: {of_full / 1e6:.2f} MFLOP, {full.numel} weights")
    print(f"pair: {of_depthwise / 1e6:.2f} + {of_pointwise / 1e6:.2f} MFLOP, {depthwise.numel + pointwise.numel} weights")
    print(f"{of_full / (of_depthwise + of_pointwise):.1f} times less")


# ---- the network

class Pair(pg.nn.Module):
    """A filter for each channel, then a mix of the channels."""

    def __init__(self, in_, out, seed, counter):
        super().__init__()
        self.depthwise = pg.nn.DepthwiseConv2d(in_, width=3, seed=seed, counter=counter)
        self.pointwise = pg.nn.Conv2d(in_, out, width=1, bias=True, seed=seed, counter=counter + 1)

    def forward(self, x, stride=1):
        return pg.relu(self.pointwise(self.depthwise(x, stride=stride)))


class Network(pg.nn.Module):
    def __init__(self, seed):
        super().__init__()
        self.first = pg.nn.Conv2d(3, 8, width=3, bias=True, seed=seed, counter=0)       # (16, 16, 8)
        self.fine = Pair(8, 16, seed, 1)                                                # (16, 16, 16)
        self.coarse, self.coarser = Pair(16, 32, seed, 3), Pair(32, 64, seed, 5)        # (8, 8, 32), (4, 4, 64)
        self.deep = Pair(64, 64, seed, 7)
        self.narrow = pg.nn.Conv2d(64, 16, width=1, bias=True, seed=seed, counter=9)    # (4, 4, 16)
        self.merge = Pair(16, 16, seed, 10)                                             # (16, 16, 16)
        self.maps = pg.nn.Conv2d(16, JOINTS, width=1, bias=True, seed=seed, counter=12)  # (16, 16, 5)

    # pictures (N, H, W, 3) -> maps (N, H / 2, W / 2, 5); H and W are multiples of 8
    def forward(self, pictures):
        fine = self.fine(pg.relu(self.first(pictures, stride=2)))
        coarse = self.coarser(self.coarse(fine, 2), 2)
        context = self.narrow(self.deep(coarse))
        return self.maps(self.merge(fine + pg.resize_bilinear(context, fine.dim(1), fine.dim(2))))


def columns_seen(channels, layers):
    """Columns of a picture that a place in the middle of the result depends on, asked of the gradient."""
    x = pg.Variable(random_tensor((1, 96, 96, channels)), requires_grad=True)
    y = layers(x)
    seed = pg.zeros(y.shape)
    seed.numpy()[0, y.dim(1) // 2, y.dim(2) // 2, 0] = 1
    pg.backward(y, seed)
    return np.count_nonzero(np.abs(x.grad).sum(axis=(0, 1, 3)))


def receptive_fields():
    w = pg.Variable(pg.full((3, 3, 1, 1), 1))
    for stride in (1, 2):
        def three(x):
            for _ in range(3):
                x = pg.conv2d(x, w, stride=stride)
            return x
        print(f"three layers of stride {stride} see {columns_seen(1, three)} columns")
    print(f"the network sees {columns_seen(3, Network(1))} columns")


# ---- maps and places

def maps_of(joints):
    """joints (N, 5, 2) -> maps (N, 16, 16, 5): 1 at the joint, less around it."""
    off = centres(MAP)[None, :, :, None] - joints.numpy()[:, None, None] / PIXELS
    return pg.from_numpy(np.exp(-0.5 * (off ** 2).sum(axis=-1)))


def joint_of(map, j, largest, reach):
    """The centre of the numbers around the largest, no more than `reach` places away. Reach 0: the middle of its place."""
    row, column = divmod(largest, MAP)
    rows, columns = slice(max(row - reach, 0), row + reach + 1), slice(max(column - reach, 0), column + reach + 1)
    weights = np.maximum(map[rows, columns, j], 1e-9)[..., None]
    return PIXELS * (weights * centres(MAP)[rows, columns]).sum(axis=(0, 1)) / weights.sum()


def joints_of(maps, reach):
    """maps (N, 16, 16, 5) -> joints (N, 5, 2)"""
    joints = np.empty((maps.dim(0), JOINTS, 2))
    for n, map in enumerate(maps.numpy()):
        largest = pg.kernels.argmax(maps.rows(n, n + 1).reshape((MAP * MAP, JOINTS))).numpy()
        joints[n] = [joint_of(map, j, int(largest[j]), reach) for j in range(JOINTS)]
    return pg.from_numpy(joints)


def errors(found, joints):
    """(N, 5): how far each joint is from its place, pixels."""
    return pg.norm_last(pg.Variable(found) - pg.Variable(joints)).numpy()


# ---- training

def maps_by(network, pictures):
    with pg.no_grad():
        return network(pg.Variable(pictures)).value


def test_error(network, pictures, joints):
    return errors(joints_of(maps_by(network, pictures), 2), joints).mean()


def train(network, pictures, joints):
    steps = 500
    optimizer = pg.nn.Adam(network)
    total = 0
    for step in range(steps):
        batch, places = figures(8, 1000 + step)
        d = network(pg.Variable(batch)) - pg.Variable(maps_of(places))
        loss = pg.mean(d * d)
        pg.backward(loss)
        optimizer.learning_rate = 1e-2 * (1 - step / steps)
        optimizer.step()
        total += loss.item()
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}: loss {total / 100:.4f}, test {test_error(network, pictures, joints):.1f} pixels")
            total = 0


def row(name, found, joints):
    error = errors(found, joints)
    print(f"{name:22}" + "".join(f"{of_joint:11.1f}" for of_joint in error.mean(axis=0)) +
          f"{error.mean():7.1f}{100 * (error < 2).mean():9.0f} %")


def table(network, untrained, pictures, joints):
    maps = maps_by(network, pictures)
    dark = maps_by(network, pg.from_numpy(1.0 - pictures.numpy()))
    middle = figures(1000, 2)[1].numpy().mean(axis=0)

    print(f"{'pixels':22}" + "".join(f"{name:>11}" for name in NAMES) + f"{'all':>7}{'below 2':>11}")
    row("always the mean place", pg.tensor(np.broadcast_to(middle, joints.shape)), joints)
    row("untrained", joints_of(untrained, 2), joints)
    row("the largest's place", joints_of(maps, 0), joints)
    row("the centre around it", joints_of(maps, 2), joints)
    row("that of the true maps", joints_of(maps_of(joints), 2), joints)
    row("dark on bright", joints_of(dark, 2), joints)


def worst(network, pictures, joints):
    maps = maps_by(network, pictures)
    found = joints_of(maps, 2)
    n, j = divmod(int(errors(found, joints).argmax()), JOINTS)
    (x, y), (true_x, true_y) = found.numpy()[n, j], joints.numpy()[n, j]
    print(f"{NAMES[j]}: found at ({x:.0f}, {y:.0f}), is at ({true_x:.0f}, {true_y:.0f})")
    show_figure(pictures.rows(n, n + 1), maps.rows(n, n + 1), j)


pg.set_threads(1)  # pictures this small are not worth a second one
pictures, joints = figures(200, 1)
shown = pictures.rows(1, 2)
show_figure(shown, maps_of(joints.rows(1, 2)), 1)
same_padding()
one_by_one()
cost()

network = Network(1)
state = network.state()
for name, parameter in state.parameters:
    parameter.value = parameter.value.to("f64")
untrained = maps_by(network, pictures)
print(f"{pictures.shape} -> {untrained.shape}, {state.parameter_count()} numbers to learn")
receptive_fields()

print(f"black maps: loss {np.square(maps_of(joints)).mean():.4f}")
train(network, pictures, joints)
table(network, untrained, pictures, joints)
show_figure(shown, maps_by(network, shown), 1)
worst(network, pictures, joints)
