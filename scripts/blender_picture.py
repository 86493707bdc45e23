"""A picture of a .glb as Blender imports it, as in docs/export.md:
blender -b --factory-startup --python-exit-code 1 --python scripts/blender_picture.py -- FILE.glb OUT.png [FRAME]"""
import math
import sys

import bpy
import numpy
from mathutils import Vector

if not hasattr(numpy, "bool"):  # Blender 3.4's importer was written for NumPy before 1.24
    numpy.bool = bool


def floor():
    bpy.ops.mesh.primitive_plane_add(size=100)
    material = bpy.data.materials.new("floor")
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (0.8, 0.8, 0.8, 1)
    bpy.context.object.data.materials.append(material)


def light(scene):
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    background = scene.world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (0.85, 0.9, 1, 1)
    background.inputs["Strength"].default_value = 0.5
    sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    sun.data.energy, sun.data.angle, sun.rotation_euler = 2.2, 0.1, (0.7, 0.2, -0.5)
    scene.collection.objects.link(sun)


def camera(scene, width, height):
    """In front and a little to the side, as far away as all that is there asks for."""
    corners = [ob.matrix_world @ bone.head for ob in bpy.data.objects if ob.type == "ARMATURE" for bone in ob.pose.bones]
    low, high = (Vector(pick(c[i] for c in corners) for i in range(3)) for pick in (min, max))
    middle, angle = (low + high) / 2, math.radians(8)
    distance = 1.25 * max(high.x - low.x + 0.6, (high.z - low.z + 0.6) * width / height) * 50 / 36
    eye = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    eye.location = middle + distance * Vector((0.97 * math.sin(angle), -0.97 * math.cos(angle), 0.25))
    eye.rotation_euler = (middle - eye.location).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(eye)
    scene.camera = eye


def main(glb, picture, frame="1"):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=glb)
    scene = bpy.context.scene
    scene.frame_set(int(frame))
    scene.render.resolution_x, scene.render.resolution_y = 1200, 400
    camera(scene, 1200, 400)
    floor()
    light(scene)
    scene.render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", 100, False
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = picture
    bpy.ops.render.render(write_still=True)


main(*sys.argv[sys.argv.index("--") + 1:])
