#!/usr/bin/env python3
"""clang-tidy on all sources: exit status 1, and what it found, unless it found nothing.

clang-tidy looks at every header that a file includes, the standard library's too, and those are most of its work. So files
are looked at together, several that do not define the same names in one: a third of the time. Where such a group does not
compile, its files are looked at one by one.
Usage: scripts/lint.py [-p build/release] [--quick] [FILE...]    --quick: those that a build with POSEGRAD_TOGETHER compiles alone
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("tensor", "mpi", "audit", "autograd", "nn", "pose", "apps", "python")
GROUP = 14  # files; more of them find no more to share


def local_names(path):
    """What a file defines in its unnamed namespaces; clang-format puts definitions there at the beginning of a line."""
    names, inside = set(), False
    for line in (ROOT / path).read_text().splitlines():
        if line.startswith(("namespace {", "}  // namespace")):
            inside = line.startswith("namespace {")
        elif inside and re.match(r"\w", line):
            found = re.match(r"(?:struct|class|enum class)\s+(\w+)", line) or re.search(r"(\w+)\s*[({=\[;]", line)
            if found and not line.startswith("using"):
                names.add(found[1])
    return names


def groups(paths):
    """Lists of paths: each file goes to the first list that has room and none of its names."""
    made = []
    for path in paths:
        names = local_names(path)
        for members, taken in made:
            if len(members) < GROUP and not taken & names:
                members.append(path)
                taken |= names
                break
        else:
            made.append(([path], names))
    return [members for members, _ in made]


def compile_options(build, with_groups=True):
    """By path from the root: the options of a build, without those that only GCC knows or that name its files.

    A build with POSEGRAD_TOGETHER compiles groups that include their files: they are looked into."""
    options = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        is_group = file.parent.name == "Unity"
        if is_group and not with_groups:
            continue
        sources = re.findall(r'#include "(.+)"', file.read_text()) if is_group else [file]
        words = entry["command"].replace('\\"', '"').split()
        kept = [words[i] for i in range(1, len(words))
                if words[i].startswith(("-D", "-I", "-f", "-std")) or "-isystem" in words[i - 1:i + 1]]
        for source in sources:
            options[os.path.relpath(source, ROOT)] = [word for word in kept if "sanitize" not in word]
    return options


def tidy(source, options):
    return subprocess.run(["clang-tidy", "-quiet", source, "--", *options, "-Wno-unknown-warning-option"],
                          cwd=ROOT, capture_output=True, text=True, check=False)


def lint(number, paths, options, folder):
    """What there is to say of these files, as text."""
    together = list(dict.fromkeys(word for path in paths for word in pairs(options[path])))
    flat = [word for pair in together for word in pair]
    group = folder / f"group_{number}.cpp"
    group.write_text("".join(f'#include "{path}"  // NOLINT\n' for path in paths))
    result = tidy(group, flat)
    if result.returncode == 0:
        return ""
    # Names that two of them have, or clang-tidy 14 itself, which dies of some groups: each alone.
    if len(paths) > 1 and ("clang-diagnostic-error" in result.stdout or "Stack dump" in result.stderr):
        return "".join(lint(f"{number}_{i}", [path], options, folder) for i, path in enumerate(paths))
    return result.stdout + result.stderr


def pairs(words):
    """-isystem FOLDER is one thing."""
    i = 0
    while i < len(words):
        length = 2 if words[i] == "-isystem" else 1
        yield tuple(words[i:i + length])
        i += length


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-p", default="build/release", help="the build whose options count")
    parser.add_argument("--quick", action="store_true", help="only what is not compiled in groups")
    parser.add_argument("file", nargs="*")
    line = parser.parse_args()
    build = ROOT / line.p
    options = compile_options(build, with_groups=not line.quick)
    paths = line.file or sorted(path for path in options if path.endswith(".cpp") and path.split("/")[0] in FOLDERS)
    unknown = [path for path in paths if path not in options]
    if unknown:
        sys.exit(f"lint: '{unknown[0]}' is not part of {line.p}")
    folder = build / "lint"
    folder.mkdir(exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(lint, i, members, options, folder) for i, members in enumerate(groups(paths))]
        said = [job.result() for job in jobs]
    print("".join(said), end="")
    sys.exit(1 if any(said) else 0)


if __name__ == "__main__":
    main()
