"""A figure and the cameras that see it: metres, z up, the figure at the origin, looking along -y."""
import math

# Human3.6M's 17 joints.
PARENTS = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15]
RIGHT, LEFT = [1, 2, 3, 14, 15, 16], [4, 5, 6, 11, 12, 13]
STRIDE = [  # somebody who walks: the right leg and the left arm in front
    (0.00, 0.00, 0.91), (-0.11, -0.01, 0.91), (-0.12, -0.22, 0.54), (-0.12, -0.26, 0.12), (0.11, 0.01, 0.91), (0.12, 0.06, 0.48),
    (0.12, 0.36, 0.20), (0.00, 0.01, 1.15), (0.00, -0.01, 1.45), (0.00, -0.07, 1.55), (0.00, -0.04, 1.68), (0.17, -0.03, 1.40),
    (0.25, -0.16, 1.16), (0.24, -0.36, 1.26), (-0.17, 0.02, 1.40), (-0.26, 0.14, 1.15), (-0.24, 0.04, 0.94)]


def turned(points, degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(c * x - s * y, s * x + c * y, z) for x, y, z in points]


def scaled(points, factor):
    return [(factor * x, factor * y, factor * z) for x, y, z in points]


class Camera:
    """Looks down by `pitch` degrees at the height `at` above the origin, from `distance` metres, `fov` degrees wide; turned by
    `roll`; so that the figure stands `aside` of the half width to the right. Pictures are `width` x `height`."""

    def __init__(self, width, height, fov=61, distance=4.4, pitch=5, roll=0, aside=0, at=0.9, fisheye=False):
        self.size, self.fov, self.fisheye = (width, height), math.radians(fov), fisheye
        self.focal = width / 2 / math.tan(self.fov / 2)
        self.distance, self.at = distance, at
        self.pitch, self.roll = math.radians(pitch), math.radians(roll)
        reach = math.tan(self.fov / 2 * aside) if fisheye else aside * width / 2 / self.focal
        self.turn = math.atan(reach)

    def see(self, point):
        """Pixels of a point, and how far away it is."""
        x, y, z = point
        z -= self.at
        forward = y * math.cos(self.pitch) - z * math.sin(self.pitch) + self.distance
        down = -y * math.sin(self.pitch) - z * math.cos(self.pitch)
        c, s = math.cos(self.roll), math.sin(self.roll)
        x, down = c * x + s * down, c * down - s * x
        c, s = math.cos(self.turn), math.sin(self.turn)
        x, forward = c * x + s * forward, c * forward - s * x
        u, v = x / forward, down / forward
        if self.fisheye:  # equidistant: the radius is the angle
            r = math.hypot(u, v)
            k = math.atan(r) / r * math.tan(self.fov / 2) / (self.fov / 2) if r > 1e-9 else 1
            u, v = k * u, k * v
        return (self.size[0] / 2 + self.focal * u, self.size[1] / 2 + self.focal * v), forward


def draw_figure(drawing, places, width=3, hidden=(), pale=False, head=0.0):
    """`places`: pixels of the 17 joints. Right limbs are red, left ones blue, as in the player; hidden joints are dashed."""
    from figures import svg
    for joint in range(1, 17):
        colour = svg.RED if joint in RIGHT else svg.BLUE if joint in LEFT else svg.INK
        if pale:
            colour = "#cbd2d9"
        lost = joint in hidden or PARENTS[joint] in hidden
        drawing.path([places[PARENTS[joint]], places[joint]], "#b8c0c8" if lost else colour, 1.2 if lost else width,
                     dash="2 3" if lost else None)
    if head:
        drawing.circle(places[10], head, "#ffffff" if 10 not in hidden else "none", "#cbd2d9" if pale else svg.INK, width * 0.7)
