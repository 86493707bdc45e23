"""Figures of training: the walk back through a graph, a curve of losses."""
from figures import chapter, svg
from figures.svg import Drawing


def numbers(values):
    return "  ".join("%g" % v for v in values)


def node(d, x, y, title, value, gradient, width=150):
    d.box(x - width / 2, y - 30, width, 60, "#f5f7fa", svg.INK, 1.5, 8)
    d.text((x, y - 10), title, 14, anchor="middle", bold=True)
    d.text((x, y + 7), value, 13, anchor="middle")
    d.text((x, y + 23), gradient, 13, svg.RED, anchor="middle")


def step(d, x, y, number):
    d.circle((x, y), 10, svg.RED)
    d.text((x, y + 4.5), "%d" % number, 12, "#ffffff", anchor="middle", bold=True)


def backward():
    """The first example of chapter 2: loss = sum(x * x + 4 x)."""
    x = [1.0, 2.0, 3.0]
    squares, fours = [v * v for v in x], [4 * v for v in x]
    added = [a + b for a, b in zip(squares, fours)]
    by_square, by_four = [2 * v for v in x], [4.0] * 3
    gradient = [a + b for a, b in zip(by_square, by_four)]
    assert chapter.found("02_autograd", r"^loss = (\d+)") == [sum(added)]
    assert chapter.found("02_autograd", r"^dloss/dx \(3,\)\n(\d+)  (\d+)  (\d+)") == gradient
    d = Drawing(860, 400, "The walk back through loss = sum(x x + 4 x)")
    at = {"x": (110, 190), "square": (320, 100), "four": (320, 280), "add": (540, 190), "loss": (740, 190)}
    for a, b in (("x", "square"), ("x", "four"), ("square", "add"), ("four", "add"), ("add", "loss")):
        (ax, ay), (bx, by) = at[a], at[b]
        d.line((ax + 75, ay + (by - ay) * 0.22 - 6), (bx - 77, by - (by - ay) * 0.12 - 6), svg.INK, 1.6, arrow=True)
        d.line((bx - 75, by - (by - ay) * 0.12 + 10), (ax + 77, ay + (by - ay) * 0.22 + 10), svg.RED, 1.6, dash="6 4", arrow=True)
    node(d, *at["x"], "x", numbers(x), numbers(gradient))
    node(d, *at["square"], "x x", numbers(squares), "1  1  1")
    node(d, *at["four"], "4 x", numbers(fours), "1  1  1")
    node(d, *at["add"], "x x + 4 x", numbers(added), "1  1  1")
    node(d, *at["loss"], "loss = sum", "%g" % sum(added), "1", 120)
    step(d, 740, 146, 1)
    step(d, 540, 146, 2)
    step(d, 320, 56, 3)
    step(d, 320, 326, 3)
    step(d, 110, 146, 4)
    d.text((168, 118), "x dy + x dy = " + numbers(by_square), 13, svg.RED, anchor="middle")
    d.text((168, 274), "4 dy = " + numbers(by_four), 13, svg.RED, anchor="middle")
    d.line((40, 360), (80, 360), svg.INK, 1.6, arrow=True)
    d.text((90, 364), "forward: values", 13)
    d.line((250, 360), (210, 360), svg.RED, 1.6, dash="6 4", arrow=True)
    d.text((260, 364), "backward: what the loss gains when the value grows by 1", 13, svg.RED)
    step(d, 660, 360, 4)
    d.text((676, 364), "is last: all its uses added", 13, svg.RED)
    d.text((24, 32), "A node is called when all that use it have told their part", 16, bold=True)
    return d


def loss_curve():
    """What chapter 8 prints."""
    epochs = chapter.rows("08_training", r"^epoch (\d+): .* loss +(\d+) mm, test +(\d+) mm")
    [untrained] = chapter.found("08_training", r"^untrained: (\d+) mm")
    d = Drawing(760, 400, "Loss and test error while the model of chapter 8 learns")
    left, top, width, height, most = 70, 56, 520, 280, 500
    count = len(epochs)

    def place(epoch, mm):
        return left + width * epoch / count, top + height * (1 - mm / most)

    d.text((24, 32), "Mean error while the model learns, mm", 16, bold=True)
    for mm in range(0, most + 1, 100):
        x, y = place(0, mm)
        d.line((x, y), (left + width, y), svg.PALE, 1)
        d.text((x - 10, y + 4), "%d" % mm, 12, svg.GREY, anchor="end")
    for epoch in range(count + 1):
        x, y = place(epoch, 0)
        d.text((x, y + 20), "%d" % epoch, 12, svg.GREY, anchor="middle")
    d.text((left + width / 2, top + height + 44), "epochs", 13, svg.GREY, anchor="middle")
    loss = [place(e - 0.5, mm) for e, mm, _ in epochs]  # the mean over the epoch: in its middle
    test = [place(0, untrained)] + [place(e, mm) for e, _, mm in epochs]
    d.path(loss, svg.BLUE, 2.2)
    d.path(test, svg.ORANGE, 2.2)
    for points, colour in ((loss, svg.BLUE), (test, svg.ORANGE)):
        for p in points:
            d.circle(p, 4, "#ffffff", colour, 2)
    d.text((left + 14, test[0][1] + 5), "untrained: %d" % untrained, 12, svg.ORANGE)
    d.text((loss[0][0] + 12, loss[0][1]), "loss: the mean of an epoch,", 13, svg.BLUE)
    d.text((loss[0][0] + 12, loss[0][1] + 17), "weights changing, with dropout", 13, svg.BLUE)
    last, end = epochs[-1], left + width + 12
    d.text((end, test[-1][1] - 8), "test: %d" % last[2], 13, svg.ORANGE)
    d.text((end, loss[-1][1] + 12), "loss: %d" % last[1], 13, svg.BLUE)
    worse = next(i for i in range(1, count) if epochs[i][2] > epochs[i - 1][2])
    x, y = place(epochs[worse][0], epochs[worse][2])
    d.text((x, y - 46), "not smoothly: %d, then %d" % (epochs[worse - 1][2], epochs[worse][2]), 12, svg.GREY, anchor="middle")
    d.line((x, y - 40), (x, y - 10), svg.GREY, 1, arrow=True)
    return d


def drawings():
    return {"backward": backward(), "loss_curve": loss_curve()}
