#!/usr/bin/env python3
"""Builds examples/ against an installed tree, as somebody else's project, and runs them.

Usage: check_examples.py CMAKE GENERATOR COMPILER TREE BUILD
"""
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "first_hour"))
import stand_ins  # noqa: E402


def run(*line, cwd=None):
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(line, capture_output=True, text=True, cwd=cwd, env=environment, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{' '.join(line)}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def all_headers(tree, folder):
    """Programs that include every installed header, one forwards and one backwards: what a header forgets is not always there."""
    include = os.path.join(tree, "include")
    names = []
    for path, _, files in os.walk(os.path.join(include, "posegrad")):
        names += [os.path.relpath(os.path.join(path, name), include) for name in files]
    for kind, order in (("forwards", sorted(names)), ("backwards", sorted(names, reverse=True))):
        with open(os.path.join(folder, f"{kind}.cpp"), "w", encoding="utf-8") as file:
            file.write("".join(f"#include <{name}>\n" for name in order))


def project(tree, folder):
    """The examples as they are installed, and the headers."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(tree, "share/doc/libposegrad-dev/examples"), os.path.join(folder, "source"))
    all_headers(tree, os.path.join(folder, "source"))
    with open(os.path.join(folder, "source/CMakeLists.txt"), "a", encoding="utf-8") as file:
        file.write("add_library(headers OBJECT forwards.cpp backwards.cpp)\n"
                   "target_link_libraries(headers PRIVATE posegrad::pose)\n"
                   "if(POSEGRAD_MODELS_ARE)\n  file(WRITE ${POSEGRAD_MODELS_ARE} ${posegrad_MODELS_DIR})\nendif()\n")


def check(name, output, pattern):
    if not re.search(pattern, output):
        sys.exit(f"{name} printed\n{output}instead of what {pattern} fits")


def picture_is_two_coloured(path):
    with open(path, "rb") as file:
        content = file.read()
    head = b"P6\n200 200\n255\n"
    reds = content[len(head)::3]
    return content.startswith(head) and len(content) == len(head) + 3 * 200 * 200 and min(reds) < 30 and max(reds) > 225


def main():
    cmake, generator, compiler, tree, folder = sys.argv[1:6]
    tree, folder = os.path.realpath(tree), os.path.realpath(folder)
    project(tree, folder)
    build, place = os.path.join(folder, "build"), os.path.join(folder, "models.txt")
    run(cmake, "-S", os.path.join(folder, "source"), "-B", build, "-G", generator, f"-DCMAKE_PREFIX_PATH={tree}",
        f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Release", f"-DPOSEGRAD_MODELS_ARE={place}")
    run(cmake, "--build", build, "-j2")

    check("line", run(f"{build}/line"), r"y = 2\.0\d x -1\.0\d\n|y = 1\.9\d x -(1\.0|0\.9)\d\n")
    picture = os.path.join(folder, "spirals.ppm")
    check("spirals", run(f"{build}/spirals", picture), r"(39\d|400) of 400 points are right")
    if not picture_is_two_coloured(picture):
        sys.exit(f"{picture} is no picture of two colours")
    check("filter", run(f"{build}/filter"), r"\(8, 64, 1\) -> \(8, 60, 1\)\n0\.1\d\d 0\.(19|20)\d 0\.(39|40)\d 0\.(19|20)\d (0\.1\d\d|0\.09\d) ")
    check("own_op", run(f"{build}/own_op"), r"softplus\( 0\.5\) = 0\.9741, slope 0\.6225\n(.|\n)*gradcheck: right")
    with open(place, encoding="utf-8") as file:
        models = file.read()
    if not os.path.exists(f"{models}/coco-27.bin"):
        print("lift was built and not run: there is no model")
        return 0
    keypoints = os.path.join(folder, "keypoints.json")
    stand_ins.coco_results(keypoints)
    check("lift", run(f"{build}/lift", f"{models}/coco-27.bin", keypoints, "640x360"),
          r"24 frames of 17 joints(.|\n)*\nhip +-?\d")
    print("five examples build and do what they say")
    return 0


if __name__ == "__main__":
    sys.exit(main())
