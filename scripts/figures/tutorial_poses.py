"""Figures of poses: what a mean error is."""
import math

from figures import body, svg
from figures.svg import Drawing

NAMES = ["hip", "right hip", "right knee", "right ankle", "left hip", "left knee", "left ankle", "spine", "thorax", "nose", "head",
         "left shoulder", "left elbow", "left wrist", "right shoulder", "right elbow", "right wrist"]
# What a model might say: metres that each joint is off, the hip at the origin.
OFF = [(0, 0, 0), (-0.01, 0.01, 0), (-0.03, 0.05, 0.01), (-0.02, 0.13, 0.02), (0.01, -0.01, 0), (0.01, 0.02, 0.02), (0.03, -0.07, 0.05),
       (0, 0.02, 0), (0, 0.03, 0.01), (0.01, 0.05, 0), (0.01, 0.04, 0.01), (0.02, 0.02, 0), (0.02, 0.07, 0.03), (0.09, 0.11, 0.07),
       (-0.02, 0.03, 0), (-0.03, -0.03, 0.02), (-0.06, -0.09, 0.03)]


def mean_error():
    errors = [1000 * math.sqrt(sum(c * c for c in off)) for off in OFF]
    mean = sum(errors) / len(errors)
    d = Drawing(800, 470, "A mean error in a picture")
    d.text((24, 34), "One frame: 17 distances, and their mean", 16, bold=True)
    true = body.turned(body.STRIDE, 105)
    said = body.turned([tuple(a + b for a, b in zip(p, o)) for p, o in zip(body.STRIDE, OFF)], 105)
    camera = body.Camera(360, 400, fov=40, distance=3.0, pitch=8, at=0.9)
    places = [[(x + 20, y + 52) for (x, y), _ in (camera.see(p) for p in pose)] for pose in (true, said)]
    body.draw_figure(d, places[0], 5, pale=True, head=13)
    for a, b in zip(*places):
        d.line(a, b, svg.ORANGE, 2.5)
    body.draw_figure(d, places[1], 3)
    for p in places[1]:
        d.circle(p, 3.5, svg.INK)
    d.path([(30, 440), (60, 440)], "#cbd2d9", 5)
    d.text((68, 444), "the truth", 13)
    d.path([(146, 440), (176, 440)], svg.INK, 3)
    d.text((184, 444), "what a model says", 13)
    d.path([(322, 440), (352, 440)], svg.ORANGE, 2.5)
    d.text((360, 444), "off", 13)
    left, top, row, scale = 510, 60, 20, 1.3
    for i, (name, error) in enumerate(zip(NAMES, errors)):
        y = top + row * i
        d.text((left - 8, y + 11), name, 12, anchor="end")
        d.box(left, y + 2, scale * error, 12, svg.ORANGE, radius=2)
        d.text((left + scale * error + 6, y + 12), "%.0f" % error, 11, svg.GREY)
    x = left + scale * mean
    d.line((x, top - 6), (x, top + row * 17 + 4), svg.RED, 1.6, dash="5 4")
    d.text((x, top + row * 17 + 22), "mean: %.0f mm, the MPJPE" % mean, 14, svg.RED, bold=True)
    return d


def drawings():
    return {"mean_error": mean_error()}
