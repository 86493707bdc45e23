"""Chapter 6: docs/tutorial/06_model.md"""
import posegrad as pg
from show import largest_difference, random_tensor, yes_no


# One residual block by hand, without its norms and dropout: a wide dilated convolution, a narrow one, and the middle of the window added.
def one_block():
    wide = pg.nn.Conv1d(8, 8, width=3, seed=1, counter=0)
    narrow = pg.nn.Conv1d(8, 8, width=1, seed=1, counter=1)
    x = pg.Variable(random_tensor((2, 15, 8)))
    h = pg.relu(wide.forward(x, dilation=3))
    y = pg.relu(narrow.forward(h)) + pg.slice(x, 1, 3, 12)
    print(f"block: {x.shape} -> {y.shape}")


def layers(model):
    frames = model.receptive_field
    print(f"{frames} frames in")
    for layer in model.layers:
        w = layer.convolution.weight.shape
        frames -= (w[1] - 1) * layer.dilation
        print(f"{layer.name:14} {str(w):12} dilation {layer.dilation}: {frames:2} frames of {w[0]} numbers")
    w = model.shrink.weight.shape
    print(f"{'shrink':14} {str(w):12} dilation 1: {frames:2} frames of {w[0]} numbers")


def parameters(model):
    state = model.state()
    print(f"{len(state.parameters)} tensors are trained, {state.parameter_count()} numbers")
    print(f"the first: {state.parameters[0][0]}")


def shapes(model):
    for frames in (27, 28, 100):
        x = pg.Variable(pg.zeros((1, frames, 17, 2)))
        print(f"{x.shape} -> {model(x).shape}")
    try:
        model(pg.Variable(pg.zeros((1, 26, 17, 2))))
    except pg.ShapeError as error:
        print(error)


def both_forms(model):
    x = pg.Variable(random_tensor((4, 27, 17, 2)))
    dilated = model.forward(x, form="dilated").value
    single = model.forward(x, form="single_frame").value
    print(f"dilated and single frame, {single.shape}: the same: {yes_no(largest_difference(dilated, single) < 1e-5)}")


one_block()
model = pg.pose.TemporalModel(widths=[3, 3, 3], channels=64, seed=1)
layers(model)
parameters(model)
shapes(model)
both_forms(model)
