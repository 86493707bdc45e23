#!/usr/bin/env python3
"""Installs a build into a folder, moves that, and looks whether everything is there and works. Usage: check_tree.py CMAKE BUILD TREE

TREE is what other tests of this folder look at afterwards.
"""
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WANTED = ["bin/posegrad", "share/man/man1/posegrad.1", "share/bash-completion/completions/posegrad",
          "share/zsh/site-functions/_posegrad", "share/fish/vendor_completions.d/posegrad.fish",
          "share/doc/posegrad/copyright", "share/doc/posegrad/third_party_notes/fmt.md",
          "share/doc/libposegrad-dev/examples/CMakeLists.txt", "share/doc/libposegrad-dev/copyright",
          "include/posegrad/tensor/tensor.h", "include/posegrad/autograd/ops.h", "include/posegrad/nn/layers.h",
          "include/posegrad/pose/wild/reconstruct.h"]
UNWANTED_ENDINGS = (".cpp", ".cu", "_cuda.h", "CMakeLists.txt")


def files_below(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(path, name), folder)


def libraries(names):
    for library in ("tensor", "autograd", "nn", "pose"):
        if not any(name.startswith("lib") and name.endswith(f"/libposegrad_{library}.a") for name in names):
            yield f"there is no libposegrad_{library}.a"
    if not any(name.endswith("cmake/posegrad/posegradConfig.cmake") for name in names):
        yield "there is no posegradConfig.cmake"


def places_of_build(tree, names, build):
    """Files that hold the path of the build or of the sources: they would lead to nowhere elsewhere."""
    for name in names:
        with open(os.path.join(tree, name), "rb") as file:
            content = file.read()
        for path in (build, ROOT):
            if path.encode() in content:
                yield f"{name} holds {path}"
                break


def run(*line):
    environment = {key: value for key, value in os.environ.items() if key != "POSEGRAD_MODELS"}
    return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=120)


def program_faults(tree):
    program = os.path.join(tree, "bin/posegrad")
    version = run(program, "--version")
    lines = version.stdout.splitlines()
    if version.returncode != 0 or not lines[0].startswith("posegrad 0."):
        yield f"--version: {version.stdout}{version.stderr}"
    for word in ("build ", "CPU ", "GPU ", "libraries ", "OpenBLAS ", "fmt ", "libzip "):
        if word not in version.stdout:
            yield f"--version does not say '{word}': {version.stdout}"
    if not os.path.exists(os.path.join(ROOT, "models/coco-27.bin")):
        return
    models = run(program, "models", "--json", "coco-27")
    folder = os.path.join(tree, "share/posegrad/models")
    if models.returncode != 0 or json.loads(models.stdout)["models"][0]["weights"] != f"{folder}/coco-27.bin":
        yield f"models: {models.stdout}{models.stderr}"


def man_faults(tree):
    page = os.path.join(tree, "share/man/man1/posegrad.1")
    with open(page, encoding="ascii") as file:  # groff would ask for more
        text = file.read()
    for wanted in (".SH NAME", "POSEGRAD WILD", "POSEGRAD PREPARE MOCAP", "\\-\\-subjects\\-train"):
        if wanted not in text:
            yield f"posegrad.1 does not hold {wanted}"
    if shutil.which("groff"):
        shown = run("groff", "-man", "-Tascii", "-ww", "-z", page)
        if shown.returncode != 0 or shown.stderr:
            yield f"groff: {shown.stderr[:600]}"


def main():
    cmake, build, tree = sys.argv[1], os.path.realpath(sys.argv[2]), os.path.realpath(sys.argv[3])
    first = tree + ".first"
    for folder in (first, tree):
        shutil.rmtree(folder, ignore_errors=True)
    done = run(cmake, "--install", build, "--prefix", first)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    os.rename(first, tree)

    names = sorted(files_below(tree))
    faults = [f"there is no {name}" for name in WANTED if name not in names]
    faults += [f"{name} is not for users" for name in names if name.endswith(UNWANTED_ENDINGS) and "examples" not in name]
    faults += libraries(names)
    faults += places_of_build(tree, names, build)
    faults += program_faults(tree)
    faults += man_faults(tree)
    print("\n".join(faults) if faults else f"all {len(names)} installed files are well")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
