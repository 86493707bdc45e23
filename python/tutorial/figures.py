"""Chapter 11's pictures: figures of lines, at a random place, in a random pose and size, in random bright colours on a dark ground."""
import cmath
import math

import numpy as np

import posegrad as pg
from show import random_tensor

SIZE, MAP = 32, 16  # pixels of a picture's side, places of a map's side
PIXELS = 2          # of a place's side
NAMES = ["head", "left hand", "right hand", "left foot", "right foot"]
JOINTS = len(NAMES)
POSE_NUMBERS, COLOUR_NUMBERS = 12, 6


def centres(side):
    """(side, side, 2): x and y of the middle of each pixel, or of a map's places."""
    middles = np.arange(side) + 0.5
    return np.stack(np.meshgrid(middles, middles), axis=-1)


def figure_of(random):
    """Lines (from, to, radius) and joints of a figure that faces us. A point is x + i y: times e^(i a) turns by the angle a."""
    numbers = iter(random)

    def between(low, high):
        return low + (high - low) * next(numbers)

    x = between(13, 19)
    hip = complex(x, between(15, 18))
    size = between(0.9, 1.1)
    down = cmath.rect(size, math.pi / 2 + between(-0.4, 0.4))
    right = down * -1j
    neck, head = hip - 7.0 * down, hip - 9.0 * down
    lines, joints = [(hip, neck, 0.6), (head, head, 1.6 * size)], [head]

    def add_limb(start, along, side, upper, lower):
        middle = start + along * cmath.rect(1, -side * upper)
        end = middle + along * cmath.rect(1, -side * lower)
        lines.extend([(start, middle, 0.6), (middle, end, 0.6)])
        joints.append(end)

    for side in (1.0, -1.0):
        shoulder = neck + down + 2.0 * side * right
        upper = between(-0.3, 2.8)
        lower = upper + between(-0.5, 1.5)
        lines.append((neck + down, shoulder, 0.6))
        add_limb(shoulder, 4.0 * down, side, upper, lower)
    for side in (1.0, -1.0):
        upper = between(0, 0.9)
        add_limb(hip, 5.0 * down, side, upper, upper - between(0, 0.7))
    return lines, joints


def covered(lines):
    """(SIZE, SIZE): how much of each pixel lines cover, about: their edges are soft, one pixel wide."""
    ink = np.zeros((SIZE, SIZE))
    for start, end, radius in lines:
        along = np.array([end.real - start.real, end.imag - start.imag])
        p = centres(SIZE) - [start.real, start.imag]
        share = np.clip(p @ along / max(along @ along, 1e-9), 0, 1)
        off = p - share[..., None] * along
        ink = np.maximum(ink, np.clip(radius + 0.5 - np.hypot(off[..., 0], off[..., 1]), 0, 1))
    return ink


def figures(count, seed):
    """pictures (count, 32, 32, 3): red, green, blue, from 0 to 1; joints (count, 5, 2): x and y in pixels."""
    pictures, joints = np.empty((count, SIZE, SIZE, 3)), np.empty((count, JOINTS, 2))
    for n, random in enumerate(random_tensor((count, POSE_NUMBERS + COLOUR_NUMBERS), pg.f64, seed, 0, 1).numpy()):
        lines, points = figure_of(random[:POSE_NUMBERS])
        joints[n] = [(p.real, p.imag) for p in points]
        ground, colour = 0.2 * random[POSE_NUMBERS:-3], 1 - 0.4 * random[-3:]
        pictures[n] = ground + covered(lines)[..., None] * (colour - ground)
    return pg.from_numpy(pictures), pg.from_numpy(joints)
