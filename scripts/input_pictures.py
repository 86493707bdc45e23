#!/usr/bin/env python3
"""Draws docs/images/input/*.svg: what good and bad input is, as a camera sees it, with the errors of measured.json, which
scripts/measure_input.py wrote. Standard library only; the same figures give the same bytes.

  scripts/input_pictures.py            # writes them
  scripts/input_pictures.py --check    # exits with 1 where one is not current (a test)
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from figures import body, svg  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs", "images", "input")
WIDTH, HEIGHT, GAP = 220, 124, 16  # of a panel's picture
FIGURE = body.turned(body.STRIDE, 35)
ARM, LEG = [15, 16], [2, 3]


def distance(fov, share=0.6, size=1.0):
    import math
    return 1.75 * size * WIDTH / 2 / math.tan(math.radians(fov) / 2) / (share * HEIGHT)


class Sheet:
    """Panels in a row: a camera's picture each, what it is and what was measured."""

    def __init__(self, title, panels, measured):
        self.drawing = svg.Drawing(GAP + len(panels) * (WIDTH + GAP), HEIGHT + 76, title)
        self.cases, self.number = measured["cases"], 0
        for panel in panels:
            panel(self)

    def panel(self, draw, words, case, key="N-MPJPE"):
        x, y = GAP + self.number * (WIDTH + GAP), GAP
        self.number += 1
        error, base = self.cases[case]["N-MPJPE"], self.cases["base"]["N-MPJPE"]
        colour, pale = ((svg.GREEN, svg.PALE_GREEN) if error < 1.15 * base else
                        (svg.ORANGE, svg.PALE_ORANGE) if error < 1.6 * base else (svg.RED, svg.PALE_RED))
        value = "%.0f mm" % error
        if key == "size":
            share = self.cases[case]["size"]
            wrong = abs(share - 1) > 0.1
            colour, pale = (svg.RED, svg.PALE_RED) if wrong else (svg.GREEN, svg.PALE_GREEN)
            value = "%.2f of its size" % share if share < 1.1 else "%.1f times its size" % share
        d = self.drawing
        d.box(x, y, WIDTH, HEIGHT, "#f5f7fa")
        d.begin_clip("p%d" % self.number, x, y, WIDTH, HEIGHT)
        draw(d, x, y)
        d.end_clip()
        d.box(x, y, WIDTH, HEIGHT, "none", colour, 2)
        d.text((x, y + HEIGHT + 21), words, 13)
        d.box(x, y + HEIGHT + 29, 18 + 8.7 * len(value), 22, pale, "none", radius=11)
        d.text((x + 9, y + HEIGHT + 45), value, 13, colour, bold=True)


def seen(points, x, y, **camera):
    view = body.Camera(WIDTH, HEIGHT, **camera)
    return [(x + p[0], y + p[1]) for p, _ in (view.see(q) for q in points)]


def floor(drawing, x, y, **camera):
    """Lines of the floor, a metre apart."""
    view = body.Camera(WIDTH, HEIGHT, **camera)
    for k in range(-3, 4):
        for a, b in (((k, -3), (k, 3)), ((-3, k), (3, k))):
            line = []
            for i in range(25):
                point = tuple(p + (q - p) * i / 24 for p, q in zip(a, b)) + (0.0,)
                (u, v), far = view.see(point)
                if far > 0.3:
                    line.append((x + u, y + v))
            if len(line) > 1:
                drawing.path(line, "#d5dbe1", 1)


def view(points=None, hidden=(), after=None, before=None, **camera):
    camera.setdefault("distance", distance(camera.get("fov", 61)))

    def draw(drawing, x, y):
        floor(drawing, x, y, **camera)
        if before:
            before(drawing, x, y)
        places = seen(points or FIGURE, x, y, **camera)
        height = max(p[1] for p in places) - min(p[1] for p in places)
        body.draw_figure(drawing, places, max(1.0, 0.035 * min(height, 95)), hidden, head=0.06 * min(height, 95))
        if after:
            after(drawing, x, y)
    return draw


def cut(at):
    """The picture ends at `at` of its height: what lies below is not filmed."""
    def draw(drawing, x, y):
        drawing.box(x, y + at * HEIGHT, WIDTH, HEIGHT, "#3e4c59")
    return draw


def block(left, top, width, height):
    def draw(drawing, x, y):
        drawing.box(x + left * WIDTH, y + top * HEIGHT, width * WIDTH, height * HEIGHT, "#9aa5b1", radius=3)
    return draw


def streaks(length):
    """Limbs as they smear: the same figure a few times, paler."""
    def draw(drawing, x, y):
        for i in range(4):
            moved = [p if j not in ARM + LEG + [12, 13, 5, 6] else (p[0] + length * (i - 1.5) / 4, p[1], p[2] + 0.4 * length * (i - 1.5) / 4)
                     for j, p in enumerate(FIGURE)]
            body.draw_figure(drawing, seen(moved, x, y, distance=distance(61)), 3, pale=True)
    return draw


def ghosts(shown):
    """The frames before: a figure further left each."""
    def draw(drawing, x, y):
        for i in range(shown, 0, -1):
            body.draw_figure(drawing, seen([(p[0] - 1.8 * i / shown, p[1], p[2]) for p in FIGURE], x, y, distance=distance(61)), 2,
                             pale=True)
    return draw


def other(at, near, pale):
    points = [(p[0] + at, p[1] - near, p[2]) for p in body.turned(body.STRIDE, -60)]

    def draw(drawing, x, y):
        body.draw_figure(drawing, seen(points, x, y, distance=distance(61)), 3, pale=pale)
    return draw


def mixed():
    """The right arm and leg of the other."""
    theirs = [(p[0] + 0.45, p[1], p[2]) for p in body.turned(body.STRIDE, -60)]
    return [theirs[j] if j in ARM + LEG else p for j, p in enumerate(FIGURE)]


def sheets(measured):
    def panel(draw, words, case, key="N-MPJPE"):
        return lambda sheet: sheet.panel(draw, words, case, key)

    wide, fish = {"fov": 100, "aside": 0.6}, {"fov": 120, "aside": 0.75, "fisheye": True}
    everybody = list(range(17))
    return {
        "lens": Sheet("The lens", [
            panel(view(fov=20), "long lens, far away", "lens-long"),
            panel(view(), "a phone's lens", "base"),
            panel(view(fov=100), "wide, in the middle", "lens-wide"),
            panel(view(**wide), "wide, at the edge", "lens-edge"),
            panel(view(**fish), "fisheye, at the edge", "lens-fisheye")], measured),
        "height": Sheet("Where the camera is", [
            panel(view(), "at the chest", "base"),
            panel(view(pitch=-20), "from the floor, 20° up", "height-low"),
            panel(view(pitch=30), "from the ceiling, 30°", "height-ceiling"),
            panel(view(pitch=75), "from above, 75°", "height-above"),
            panel(view(roll=25), "held aslant, 25°", "height-rolled")], measured),
        "crop": Sheet("What the picture cuts off", [
            panel(view(), "all of the body", "base"),
            panel(view(hidden=[3, 6], after=cut(0.73)), "without feet", "crop-feet"),
            panel(view(hidden=[2, 3, 5, 6], after=cut(0.58)), "without legs", "crop-knees"),
            panel(view(hidden=[0, 1, 2, 3, 4, 5, 6], after=cut(0.46)), "without hips", "crop-hips"),
            panel(view(distance=distance(61, 0.1)), "small: 54 pixels", "crop-small")], measured),
        "occlusion": Sheet("What is hidden", [
            panel(view(), "all is seen", "base"),
            panel(view(hidden=[15, 16], after=block(0.34, 0.42, 0.1, 0.2)), "an arm, for 1 s", "occlusion-arm"),
            panel(view(hidden=[2, 3, 15, 16], after=block(0.3, 0.42, 0.16, 0.5)), "a side, all the time", "occlusion-side"),
            panel(view(hidden=everybody, after=block(0.3, 0.12, 0.4, 0.8)), "all, for 0.3 s", "occlusion-short"),
            panel(view(hidden=everybody, after=block(0.3, 0.12, 0.4, 0.8)), "all, for 1.5 s", "occlusion-long")], measured),
        "blur": Sheet("Quick motion", [
            panel(view(), "sharp, 50 frames a second", "base"),
            panel(view(before=streaks(0.15)), "exposed for 1/50 s", "blur-some"),
            panel(view(before=streaks(0.4), hidden=[13, 16, 3, 6]), "1/25 s, quick joints lost", "blur-lost"),
            panel(view(before=ghosts(4)), "10 frames a second", "blur-slow-video"),
            panel(view(before=ghosts(2)), "5 frames a second", "blur-5-fps")], measured),
        "people": Sheet("Several people", [
            panel(view(), "one", "base"),
            panel(view(before=other(0.35, -1.0, True)), "another passes behind", "people-behind"),
            panel(view(after=other(0.15, 1.0, False)), "another passes in front", "people-before"),
            panel(view(points=mixed(), before=other(0.45, 0, True)), "limbs taken for another's", "people-mixed")], measured),
        "scale": Sheet("One camera does not know the size", [
            panel(view(), "an adult, 4 m away", "base", "size"),
            panel(view(points=body.scaled(FIGURE, 0.7), distance=distance(61, size=0.7), at=0.63), "a child, 3 m away", "scale-child", "size")],
            measured),
    }


def main():
    with open(os.path.join(FOLDER, "measured.json"), encoding="utf-8") as file:
        measured = json.load(file)
    drawings = {name: sheet.drawing for name, sheet in sheets(measured).items()}
    return svg.write_or_check(drawings, FOLDER, sys.argv[1:] == ["--check"])


if __name__ == "__main__":
    sys.exit(main())
