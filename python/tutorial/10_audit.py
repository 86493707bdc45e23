"""Chapter 10: docs/tutorial/10_audit.md"""
import numpy as np

import posegrad as pg
from posegrad import pose
from show import random_tensor


class Line:
    """What was seen of one op."""

    def __init__(self):
        self.calls = self.elements = self.outside = self.flops = 0
        self.first_outside = ""


class Auditor:
    def __init__(self):
        self.lines = {}

    def before(self, call):
        self.kept = call.keep_inputs()

    def after(self, call, seconds):
        line = self.lines.setdefault(call.info.name, Line())
        line.calls += 1
        line.flops += call.flops()
        for o, output in enumerate(call.outputs):
            for e in range(output.numel):
                self.check(line, o, e, output)

    def check(self, line, output, element, result):
        expected = self.kept.reference(output, element)
        error = abs(result.at(element) - expected.value)
        line.elements += 1
        if error <= expected.bound(result.dtype):
            return
        line.outside += 1
        if line.outside == 1:
            line.first_outside = (f"element {element} in '{pg.scope()}': {result.at(element):.4f}, by definition "
                                  f"{expected.value:.4f}, bound {expected.bound(result.dtype):.0e}")


def training_step():
    model = pose.TemporalModel(widths=[3, 3], channels=8, seed=1)
    optimizer = pg.nn.Adam(model)
    training = pg.nn.Pass(mode="training", random=pg.nn.RandomStream(seed=1))
    x = pg.Variable(random_tensor((16, 9, 17, 2), pg.f32, 1))
    target = pg.Variable(random_tensor((16, 1, 17, 3), pg.f32, 2))

    with pg.call_scope("training step"):
        y = pose.forward_as("model", model, x, training, "single_frame")
        pg.backward(pose.mpjpe_loss(y, target))
        optimizer.step()


def audit_a_step():
    auditor = Auditor()
    with pg.observe(auditor):
        training_step()
    print(f"{'op':28}{'calls':>6}{'kFLOP':>10}{'elements':>9}{'outside':>9}")
    for name, line in sorted(auditor.lines.items()):
        print(f"{name:28}{line.calls:6}{line.flops / 1e3:10.1f}{line.elements:9}{line.outside:9}")


class RowMean:
    """x (R, C) -> y (R)"""
    info = pg.OpInfo(name="row_mean", formula="y[r] = sum_c x[r,c] / C", shapes="x (R, C) -> y (R)",
                     roundings="C + 2", magnitude="sum_c |x[r,c]| / C", flops="R*C")

    def __init__(self, x):
        self.x = x

    # Four at a time.
    def cpu(self):
        C = self.x.dim(1)
        fours = self.x.numpy()[:, :C // 4 * 4]
        self.y.numpy()[:] = fours.sum(axis=1) / np.float32(C)

    def reference(self, output, r):
        terms = pg.ReferenceSum()
        for x in self.x.numpy()[r].astype(float):
            terms.add(x / self.x.dim(1))
        return terms.result()


def find_the_bug():
    for C in (8, 34):
        auditor = Auditor()
        with pg.observe(auditor), pg.call_scope("my program"), pg.call_scope("first layer"):
            pg.result_of(RowMean(random_tensor((5, C), pg.f32, 3, 0, 1)))
        line = auditor.lines["row_mean"]
        print(f"C = {C}: {line.outside} of {line.elements} elements outside")
        if line.outside > 0:
            print(f"  {line.first_outside}")


audit_a_step()
find_the_bug()
