#!/usr/bin/env python3
"""Packs a build and looks into the packages. Usage: check_packages.py CPACK BUILD FOLDER VERSION

scripts/package_test.sh installs them on a fresh Debian.
"""
import glob
import os
import shutil
import subprocess
import sys


def run(*line):
    done = subprocess.run(line, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{' '.join(line)}: {done.stdout}{done.stderr}")
    return done.stdout


def fields(package):
    """Of a package's control file; a text that goes on over lines is joined."""
    found, key = {}, ""
    for line in run("dpkg-deb", "-f", package).splitlines():
        if line.startswith(" "):
            found[key] += line
        else:
            key, _, value = line.partition(": ")
            found[key] = value
    return found


def contents(package):
    return {line.split(None, 5)[5][1:]: line.split(None, 2)[:2] for line in run("dpkg-deb", "-c", package).splitlines()}


def only(folder, pattern):
    found = glob.glob(os.path.join(folder, pattern))
    if len(found) != 1:
        sys.exit(f"found {len(found)} files {pattern} in {folder}, expected one")
    return found[0]


def program_faults(package, version):
    about, inside = fields(package), contents(package)
    needed = about.get("Depends", "")
    if about.get("Package") != "posegrad" or not about.get("Version", "").startswith(version):
        yield f"{package} says that it is {about.get('Package')} {about.get('Version')}"
    for library in ("libc6", "libstdc++6", "libgomp1", "libopenblas0-openmp", "libfmt", "libzip"):
        if library not in needed:
            yield f"posegrad does not depend on {library}: {needed}"
    if "-dev" in needed:
        yield f"posegrad needs what only compiling needs: {needed}"
    if "ffmpeg" not in about.get("Recommends", ""):
        yield "posegrad does not recommend ffmpeg"
    for name in ("/usr/bin/posegrad", "/usr/share/man/man1/posegrad.1", "/usr/share/zsh/vendor-completions/_posegrad",
                 "/usr/share/bash-completion/completions/posegrad", "/usr/share/doc/posegrad/copyright"):
        if name not in inside:
            yield f"posegrad does not hold {name}"
    for name, (rights, owner) in inside.items():
        if owner != "root/root" or rights[8] == "w":
            yield f"{name} is {owner}'s, {rights}"
        if name.endswith((".h", ".a", ".cmake", "movenet.safetensors")):
            yield f"posegrad holds {name}"


def library_faults(package, version):
    about, inside = fields(package), contents(package)
    needed = about.get("Depends", "")
    for wanted in (f"posegrad (= {version}", "libopenblas-openmp-dev", "libfmt-dev", "libzip-dev"):
        if wanted not in needed:
            yield f"libposegrad-dev does not depend on {wanted}: {needed}"
    for name in ("/usr/include/posegrad/tensor/tensor.h", "/usr/lib/libposegrad_pose.a",
                 "/usr/lib/cmake/posegrad/posegradConfig.cmake", "/usr/share/doc/libposegrad-dev/examples/line.cpp"):
        if name not in inside:
            yield f"libposegrad-dev does not hold {name}"
    yield from (f"libposegrad-dev holds {name}" for name in inside if name.startswith("/usr/bin/") and name != "/usr/bin/")


def archive_faults(archive):
    inside = run("tar", "tzf", archive).splitlines()
    top = {name.split("/")[0] for name in inside}
    if len(top) != 1:
        yield f"{archive} has more than one folder at its top: {top}"
    for name in ("bin/posegrad", "include/posegrad/tensor/tensor.h"):
        if not any(path.partition("/")[2] == name for path in inside):
            yield f"{archive} does not hold {name}"


def main():
    cpack, build, folder, version = sys.argv[1:5]
    if shutil.which("dpkg-deb") is None or shutil.which("dpkg-shlibdeps") is None:
        print("skipped: there is no dpkg-shlibdeps (apt-get install dpkg-dev)")
        return 77
    shutil.rmtree(folder, ignore_errors=True)
    run(cpack, "--config", os.path.join(build, "CPackConfig.cmake"), "-B", folder)
    faults = [*program_faults(only(folder, "posegrad_*.deb"), version),
              *library_faults(only(folder, "libposegrad-dev_*.deb"), version),
              *archive_faults(only(folder, "*.tar.gz"))]
    print("\n".join(faults) if faults else "two Debian packages and an archive, as they are to be")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
