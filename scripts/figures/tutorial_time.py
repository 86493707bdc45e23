"""Figures of convolutions over time: receptive fields, causal windows, batches."""
from figures import chapter, svg
from figures.svg import Drawing

STEP = 22  # pixels from frame to frame


def layers(widths, strided):
    """For each layer, from the input on: the frames (in units of input frames) where its outputs lie, for one window."""
    field = 1
    for w in widths:
        field *= w
    places, dilation, all_places = [float(t) for t in range(field)], 1, []
    all_places.append(places)
    for w in widths:
        reach = (w - 1) / 2 * dilation
        if strided:
            places = [places[i + w // 2] for i in range(0, len(places) - w + 1, w)]
        else:
            places = [p for p in places if p - reach >= places[0] and p + reach <= places[-1]]
        dilation *= w
        all_places.append(places)
    return all_places


def used(widths):
    """For each layer the frames that lead to the one output in the middle."""
    field = 1
    for w in widths:
        field *= w
    wanted, result, dilation = {(field - 1) / 2}, [], field
    result.append(wanted)
    for w in reversed(widths):
        dilation //= w
        wanted = {p + (k - (w - 1) / 2) * dilation for p in wanted for k in range(w)}
        result.insert(0, wanted)
    return result


def field_panel(d, x, y, widths, strided, names):
    all_places, leading = layers(widths, strided), used(widths)
    row = 52
    dilation = 1
    for level, w in enumerate(widths):
        for p in sorted(leading[level + 1]):
            for k in range(w):
                q = p + (k - (w - 1) / 2) * dilation
                d.line((x + q * STEP, y - level * row), (x + p * STEP, y - (level + 1) * row), svg.BLUE, 1.3)
        dilation *= w
    for level, places in enumerate(all_places):
        for p in places:
            at = (x + p * STEP, y - level * row)
            if p in leading[level]:
                d.circle(at, 6, svg.BLUE if level < len(widths) else svg.RED)
            else:
                d.circle(at, 5, "#ffffff", "#b8c0c8", 1.4)
        d.text((x - 30, y - level * row + 4), names[level], 13, anchor="end")
        d.text((x + 26 * STEP + 30, y - level * row + 4), "%d" % len(places), 13, svg.GREY, anchor="start")


def receptive_field():
    [plain], [dilated], [strided] = (chapter.found("04_convolution", p) for p in (
        r"^three plain layers see (\d+) frames", r"^dilations 1, 3, 9 see (\d+) frames", r"^strides 3, 3, 3 see (\d+) frames"))
    assert (plain, dilated, strided) == (7, 27, 27)
    d = Drawing(860, 548, "What one output sees, with dilated and with strided convolutions")
    left = 152
    d.text((24, 34), "Dilations 1, 3, 9", 16, bold=True)
    d.text((172, 34), "an output for every full window; here its 27 frames and the one output", 13, svg.GREY)
    field_panel(d, left, 232, (3, 3, 3), False, ["input", "dilation 1", "dilation 3", "dilation 9"])
    d.text((left + 26 * STEP + 30, 56), "frames", 12, svg.GREY, anchor="middle")
    d.text((24, 292), "Strides 3, 3, 3", 16, bold=True)
    d.text((160, 292), "only what leads to the output", 13, svg.GREY)
    field_panel(d, left, 490, (3, 3, 3), True, ["input", "stride 3", "stride 3", "stride 3"])
    d.circle((160, 526), 6, svg.RED)
    d.text((172, 530), "the output", 12)
    d.circle((270, 526), 6, svg.BLUE)
    d.text((282, 530), "leads to it", 12)
    d.circle((380, 526), 5, "#ffffff", "#b8c0c8", 1.4)
    d.text((392, 530), "computed for other outputs: in training nobody looks at them", 12)
    return d


def window(d, x, y, frames, output, title, words, missing):
    """A strip of frames, those that the output may see filled; `missing` at each end do not exist."""
    d.text((24, y - 22), title, 16, bold=True)
    d.text((24, y + 96), words, 13, svg.GREY)
    total = 19
    for t in range(total):
        real = missing[0] <= t < total - missing[1]
        inside = frames[0] <= t <= frames[1]
        fill = svg.PALE_BLUE if inside else "#ffffff"
        d.box(x + 38 * t, y, 34, 30, fill if real else "#ffffff", svg.BLUE if inside and real else "#b8c0c8", 1.4, 4)
        if real:
            d.text((x + 38 * t + 17, y + 20), "%d" % (t - missing[0]), 12, anchor="middle")
        else:
            nearest = 0 if t < missing[0] else total - missing[0] - missing[1] - 1
            d.text((x + 38 * t + 17, y + 20), "%d" % nearest, 12, svg.GREY, anchor="middle", italic=True)
    for t in range(frames[0], frames[1] + 1):
        d.line((x + 38 * t + 17, y + 30), (x + 38 * output + 17, y + 60), svg.BLUE, 1)
    d.circle((x + 38 * output + 17, y + 66), 8, svg.RED)
    d.text((x + 38 * output + 32, y + 71), "pose of frame %d" % (output - missing[0]), 13, svg.RED)


def causal():
    d = Drawing(780, 474, "Symmetric and causal windows of nine frames")
    x = 30
    window(d, x, 56, (5, 13), 9, "Symmetric", "The pose in the middle: four frames of the past, four of the future. Half a window late.", (0, 0))
    window(d, x, 206, (1, 9), 9, "Causal", "The pose of the newest frame: eight frames of the past. At once, and a little worse.", (0, 0))
    window(d, x, 356, (0, 8), 4, "Where a video begins", "Frames that do not exist (in italics) repeat the first one: each frame has a pose.", (4, 0))
    return d


def batch():
    [windows, frames, batches] = chapter.found("08_training", r"^(\d+) windows of (\d+) frames in (\d+) batches")
    size = 64
    assert windows == batches * size
    d = Drawing(860, 404, "What a batch is")
    colours = [(svg.BLUE, svg.PALE_BLUE), (svg.GREEN, svg.PALE_GREEN), (svg.ORANGE, svg.PALE_ORANGE), (svg.RED, svg.PALE_RED)]
    d.text((24, 34), "Sequences", 16, bold=True)
    d.text((128, 34), "each frame 17 keypoints, 34 numbers", 13, svg.GREY)
    names = ["S1 walks, camera 1", "S5 waves, camera 3", "S7 squats, camera 2", "S8 walks, camera 4"]
    begins = [9, 2, 12, 5]
    for row, (name, begin, (dark, pale)) in enumerate(zip(names, begins, colours)):
        y = 54 + 44 * row
        for t in range(36):
            inside = begin <= t < begin + 9
            d.box(24 + 10 * t, y, 8.5, 24, pale if inside else "#f0f2f4", "#cbd2d9", 0.7)
        d.box(22.5 + 10 * begin, y - 2, 91, 28, "none", dark, 2, 3)
        d.box(22.5 + 10 * begin + 42, y, 9, 24, dark, "none")
        d.text((24, y + 37), name, 11, svg.GREY)
    d.text((24, 254), "From each, any window: %d frames (here 9)" % frames, 13)
    d.text((24, 274), "and the pose of the one in its middle.", 13)
    d.text((24, 304), "%d windows, shuffled: neighbours in a batch" % windows, 13)
    d.text((24, 324), "come from anywhere.", 13)
    d.line((402, 140), (466, 140), svg.INK, 2, arrow=True)
    d.text((490, 34), "A batch", 16, bold=True)
    d.text((574, 34), "one tensor (N, L, C)", 13, svg.GREY)
    order = [2, 0, 3, 1]
    for i, row in enumerate(order):
        dark, pale = colours[row]
        x, y = 500 + 24 * i, 66 + 26 * i
        for t in range(9):
            for c in range(5):
                d.box(x + 22 * t, y + 16 * c, 22, 16, dark if t == 4 and c < 0 else pale, dark, 0.8)
    d.line((494, 160), (566, 238), svg.INK, 1.5, arrow=True)
    d.text((488, 218), "N = %d samples" % size, 13, anchor="middle", bold=True)
    d.line((572, 246), (768, 246), svg.INK, 1.5, arrow=True)
    d.text((670, 266), "L = %d frames" % frames, 13, anchor="middle", bold=True)
    d.line((782, 146), (782, 222), svg.INK, 1.5, arrow=True)
    d.text((792, 180), "C = 34", 13, bold=True)
    d.text((792, 197), "numbers", 13)
    d.text((490, 304), "One step: the mean loss of the %d, its gradient, Adam." % size, 13)
    d.text((490, 324), "%d batches are an epoch: every window once." % batches, 13)
    d.line((24, 346), (836, 346), svg.PALE, 1.5)
    d.text((24, 374), "Larger batches: a steadier gradient and better statistics for batch norm, but fewer steps for the same work.", 13, svg.GREY)
    return d


def drawings():
    return {"receptive_field": receptive_field(), "causal": causal(), "batch": batch()}
