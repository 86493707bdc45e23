"""Chapter 14: docs/tutorial/14_own_motion.md. With a folder as argument it writes the clips there.

What comes after is the program's: posegrad prepare mocap, posegrad run. The model that it trains is read by posegrad.lift(model=FILE).
"""
import math
import os
import sys

# ---- a figure: name, depth (0: the root), place from its parent in the rest pose in centimetres (left, up, forward), what moves it. A
# child is written after its parent, one deeper; where a chain ends, its end.
FIGURE = [
    ("Hips", 0, (0, 92, 0), ""),
    ("LeftUpLeg", 1, (9, 0, 0), "left thigh"),
    ("LeftLeg", 2, (0, -41, 0), "left knee"),
    ("LeftFoot", 3, (0, -40, 0), ""),
    ("End", 4, (0, -8, 14), ""),
    ("RightUpLeg", 1, (-9, 0, 0), "right thigh"),
    ("RightLeg", 2, (0, -41, 0), "right knee"),
    ("RightFoot", 3, (0, -40, 0), ""),
    ("End", 4, (0, -8, 14), ""),
    ("Spine", 1, (0, 12, 0), ""),
    ("Spine1", 2, (0, 14, 0), ""),
    ("Spine2", 3, (0, 14, 0), ""),
    ("Neck", 4, (0, 14, 0), ""),
    ("Head", 5, (0, 10, 0), ""),
    ("End", 6, (0, 18, 0), ""),
    ("LeftShoulder", 4, (4, 10, 0), ""),
    ("LeftArm", 5, (13, 0, 0), "left arm"),
    ("LeftForeArm", 6, (0, -28, 0), "elbow"),
    ("LeftHand", 7, (0, -25, 0), ""),
    ("End", 8, (0, -8, 0), ""),
    ("RightShoulder", 4, (-4, 10, 0), ""),
    ("RightArm", 5, (-13, 0, 0), "right arm"),
    ("RightForeArm", 6, (0, -28, 0), "elbow"),
    ("RightHand", 7, (0, -25, 0), ""),
]

# ---- its motion: steps a second, degrees to each side, centimetres a second
USUAL = {"steps": 1.8, "stride": 24, "arms": 20, "speed": 110}
CLIPS = [("anna_strolls", {"steps": 1.4, "stride": 18, "arms": 12, "speed": 80}, 100), ("anna_walks", USUAL, 100),
         ("anna_hurries", {"steps": 2.3, "stride": 30, "arms": 35, "speed": 170}, 100),
         ("ben_walks", {"steps": 1.7, "stride": 22, "arms": 25, "speed": 105}, 60)]


def angle(gait, swings, phase):
    """Degrees about the axis to the left; forward is negative. `phase` goes round once in two steps."""
    side = 1 if swings.startswith("left") else -1
    if swings.endswith("thigh"):
        return -gait["stride"] * math.sin(phase) * side
    if swings.endswith("knee"):
        return 4 + 50 * max(0.0, math.cos(phase) * side) ** 2
    if swings.endswith("arm"):
        return gait["arms"] * math.sin(phase) * side
    return -25 if swings == "elbow" else 0


# ---- as a BVH file

def hierarchy():
    lines, depth_now = ["HIERARCHY"], 0
    for name, depth, (x, y, z), _ in FIGURE:
        while depth_now > depth:
            depth_now -= 1
            lines.append("  " * depth_now + "}")
        indent = "  " * depth
        lines.append(indent + ("End Site" if name == "End" else f"{'ROOT' if depth == 0 else 'JOINT'} {name}"))
        lines += [indent + "{", f"{indent}  OFFSET {x} {y} {z}"]
        if depth == 0:
            lines.append("  CHANNELS 4 Xposition Yposition Zposition Xrotation")
        elif name != "End":
            lines.append(f"{indent}  CHANNELS 1 Xrotation")
        depth_now = depth + 1
    return lines + ["  " * depth + "}" for depth in reversed(range(depth_now))]


def motion(gait, frames):
    lines = ["MOTION", f"Frames: {frames}", "Frame Time: 0.02"]
    for t in range(frames):
        seconds = 0.02 * t
        phase = math.pi * gait["steps"] * seconds
        numbers = [f"0 {92 + 2 * math.cos(2 * phase):.3f} {gait['speed'] * seconds:.3f} 0"]
        numbers += [f"{angle(gait, swings, phase):.3f}" for name, depth, _, swings in FIGURE if depth > 0 and name != "End"]
        lines.append(" ".join(numbers))
    return lines


if len(sys.argv) > 1:
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, gait, frames in CLIPS:
        with open(os.path.join(sys.argv[1], name + ".bvh"), "w", encoding="ascii") as file:
            file.write("\n".join(hierarchy() + motion(gait, frames)) + "\n")
    sys.exit()
print("\n".join((hierarchy() + motion(*CLIPS[1][1:]))[:16]))
print("...")
for name, gait, frames in CLIPS:
    seconds = 0.02 * (frames - 1)
    print(f"{name}.bvh: {frames} frames, {gait['steps'] * seconds:.1f} steps, {gait['speed'] * seconds / 100:.1f} m")
