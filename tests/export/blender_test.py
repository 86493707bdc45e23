"""Imports the motions that write_exports made into Blender with its default settings, and compares where bones are with
expected.json. Runs inside of Blender: run_blender.sh FOLDER."""
import builtins
import json
import pathlib
import sys

import bpy
from mathutils import Vector

FOLDER = pathlib.Path(sys.argv[sys.argv.index("--") + 1])
TOLERANCE = 1e-5  # metres; Blender's numbers have 32 bits


def repair_importers():
    """Blender 3.4's importers were written for Python before 3.11 and NumPy before 1.24; Debian 12 has them with newer ones,
    and neither can import anything."""
    import numpy
    from io_anim_bvh import import_bvh
    import_bvh.open = lambda path, mode: builtins.open(path, mode.replace("U", ""))
    if not hasattr(numpy, "bool"):
        numpy.bool = bool


def blender_of(stage):
    """y up, facing z: z up, facing -y, which Blender's front view looks at."""
    x, y, z = stage
    return Vector((x, -z, y))


def largest_error(armature, joints, places, frame_of, unit):
    """joints: [(bone, whether its end is meant, place)]. In metres, over all frames."""
    scene, largest, at_frame = bpy.context.scene, 0.0, -1
    for frame, row in enumerate(places):
        whole = int(frame_of(frame))
        scene.frame_set(whole, subframe=frame_of(frame) - whole)
        for bone, is_end, place in joints:
            pose = armature.pose.bones[bone]
            found = armature.matrix_world @ (pose.tail if is_end else pose.head)
            error = (unit * found - blender_of(row[3 * place:3 * place + 3])).length
            if error > largest:
                largest, at_frame = error, frame
    assert largest <= TOLERANCE, f"joints are {1000 * largest} mm off in frame {at_frame}"
    return largest


def start():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def check_bvh(file):
    start()
    bpy.ops.import_anim.bvh(filepath=str(FOLDER / file["file"]))
    [armature] = [ob for ob in bpy.data.objects if ob.type == "ARMATURE"]
    joints = [(joint["name"], False, joint["place"]) for joint in file["joints"]]
    # Blender's first frame is 1.
    error = largest_error(armature, joints, file["places"], lambda frame: 1 + file["skip"] + frame, file["unit"])
    # With "Update Scene FPS", which is off by default, the scene has the file's rate.
    start()
    bpy.ops.import_anim.bvh(filepath=str(FOLDER / file["file"]), update_scene_fps=True)
    render = bpy.context.scene.render
    assert abs(render.fps / render.fps_base / file["fps"] - 1) < 1e-6, (render.fps, render.fps_base)
    return error


def armature_of(person):
    found = [ob for ob in bpy.data.objects if ob.type == "ARMATURE" and ob.name == person["name"]]
    assert len(found) == 1, f"no armature {person['name']}: {[ob.name for ob in bpy.data.objects]}"
    return found[0]


def check_vertices(armature, frame):
    """The skin follows: at rest, it stands on the floor; in a frame, it is around the bones."""
    meshes = [ob for ob in bpy.data.objects if ob.type == "MESH" and ob.find_armature() == armature]
    assert len(meshes) == 1, [ob.name for ob in bpy.data.objects]
    bpy.context.scene.frame_set(frame)
    evaluated = meshes[0].evaluated_get(bpy.context.evaluated_depsgraph_get())
    vertices = [evaluated.matrix_world @ vertex.co for vertex in evaluated.data.vertices]
    heads = [armature.matrix_world @ bone.head for bone in armature.pose.bones]
    assert len(vertices) > 1000
    for axis in range(3):
        for pick in (min, max):
            skin, bones = pick(v[axis] for v in vertices), pick(v[axis] for v in heads)
            assert abs(skin - bones) < 0.25, f"axis {axis}: the skin ends at {skin}, the bones at {bones}"


def check_glb(file):
    start()
    bpy.ops.import_scene.gltf(filepath=str(FOLDER / file["file"]))
    render = bpy.context.scene.render
    fps = render.fps / render.fps_base
    error = 0.0
    for person in file["people"]:
        armature = armature_of(person)
        assert armature["fps"] == person["fps"] and armature["first_frame"] == person["first_frame"]
        joints = [(joint["name"], False, joint["place"]) for joint in file["joints"]]
        first = armature.animation_data.action.frame_range[0]
        start_at = first - person["times"][0] * fps
        error = max(error, largest_error(armature, joints, person["places"],
                                         lambda frame: start_at + person["times"][frame] * fps, 1))
        last = armature.animation_data.action.frame_range[1]
        assert abs(last - start_at - person["times"][-1] * fps) < 1e-3
        check_vertices(armature, int(last))
    return error


def main():
    repair_importers()
    expected = json.loads((FOLDER / "expected.json").read_text())
    failed = 0
    for files, check in ((expected["bvh"], check_bvh), (expected["glb"], check_glb)):
        for file in files:
            try:
                print(f"ok: {file['file']}: {1e6 * check(file):.2f} um")
            except Exception as problem:  # what an importer raises as well: the other files still count
                failed += 1
                print(f"NOT OK: {file['file']}: {problem}")
    print(f"{len(expected['bvh'])} BVH, {len(expected['glb'])} glTF, {failed} failed")
    sys.exit(1 if failed else 0)


main()
