#!/usr/bin/env python3
"""Runs the command lines of README.md, CONTRIBUTING.md and docs/, on stand-ins. Usage: check_docs.py PROGRAM

Every line of a ```sh block is run, or is in a list below that says why not; of a line of posegrad's that is not run the options
are read (by --help behind it). A rule that fits no line any more is a fault.
"""
import glob
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import stand_ins  # noqa: E402

ROOT = stand_ins.ROOT

# Line, and what is put in its place: less work, or keypoints in place of a video of people.
CHANGES = [
    (r"posegrad run -e 80 -k cpn_ft_h36m_dbb .*", r"\g<0> -e 1 -ch 8 -b 64 -str S1 -ste S9"),
    (r"posegrad run .*--resume epoch_40\.bin -e 80", r"\g<0> -e 2 -str S1 -ste S9 -ch 8 -b 64"),
    (r"posegrad run .*-sun S5,S6,S7,S8 --warmup 5", r"\g<0> -arc 3,3 -ch 8 -b 64 -e 2 --warmup 1 -c semi --subset 1 -ste S9"),
    (r"posegrad run -k COCO_KEYPOINTS (.*)", r"posegrad run -k coco \1 -e 1 -ch 8 -b 64 -str S1 -ste S9 -c path"),
    (r"posegrad run -k gt -arc 3,3 --tensorboard .*", r"\g<0> -e 1 -ch 8 -b 64 -str S1 -ste S9 -c first"),
    (r"posegrad convert models/coco-27\.bin (.*)", rf"posegrad convert {ROOT}/models/coco-27.bin \1"),
    (r"posegrad wild clip\.mp4 (.*)", r"posegrad wild found.json --video clip.mp4 \1"),
    (r"posegrad wild clips (.*)", r"posegrad wild keypoints --video 'clips/{name}.mp4' \1"),
    (r"posegrad wild 'clips/\*\.mp4' (.*)", r"posegrad wild 'keypoints/*.json' --video 'clips/{name}.mp4' \1"),
    (r"posegrad export out (.*)", r"posegrad export results \1"),
    (r"posegrad models NAME", "posegrad models coco-27"),
    (r"(posegrad wild .*) --checkpoint NAME_OR_FILE", r"\1 --checkpoint coco-27"),
]

# Not run, and why.
LEFT_OUT = [
    (r"scripts/demo\.sh", "it builds, and trains for minutes"),
    (r"scripts/test\.sh", "it runs this test"),
    (r"scripts/build\.sh", "it installs packages and builds"),
    (r"scripts/detector_model\.sh", "it fetches weights from a network"),
    (r"scripts/browser_page\.sh .*", "it gets ONNX Runtime from a network; tests/browser_page has it"),
    (r"scripts/default_model\.sh MOCAP OUT", "it trains for hours"),
    (r"(VENDOR=vendor )?scripts/gpu_report\.sh OUT", "it is for a machine with a GPU"),
    (r"scripts/reproduce_cmu\.sh DATA", "it trains 36 times"),
    (r"cmake --(preset|build).*", "it configures or makes the build that this test is of"),
    (r"ctest --preset release.*", "it runs this test"),
    (r"cmake --install build/release .*", "tests/install does it"),
    (r"cd build/release && cpack", "tests/install does it"),
    (r"apt-get install \./posegrad_.*", "it changes the machine; scripts/package_test.sh does it elsewhere"),
    (r"scripts/package_test\.sh .*", "it makes a Debian and fetches packages"),
    (r"build/release/tutorial/01_tensors", "the tutorial's own tests run its programs"),
    (r"PYTHONPATH=build/release/python /usr/bin/python3 .*", "not every build has the module; tests/python/module runs it"),
    (r"python3 scripts/detect/.*", "it needs a detector; check_detect_scripts.py runs its parts"),
    (r"yolo pose predict .*", "another program"),
    (r"openpose\.bin .*", "another program"),
    (r"python3 (scripts/demo_inference|demo/inferencer_demo)\.py .*", "another program"),
    (r"posegrad detect .*", "it needs the detector's weights and people in the video"),
    (r"posegrad run -d humaneva15 .*", "HumanEva-I cannot be made up in a line; tests/apps has it"),
    (r"posegrad wild clip\.mp4\.npz .*", "npz files of pickles need NumPy to write; check_detect_scripts.py has it"),
    (r"posegrad wild -k detections .*", "it needs a data set of detections; tests/apps has it"),
    (r"mpirun .*", "not every machine has MPI; tests/mpi runs such lines"),
    (r"posegrad run .* --shards 16 --resume .*", "it goes on from what other machines trained; tests/mpi has it"),
    (r"posegrad prepare (mocap|pose-statistics) .*", "it needs motion capture; tests/mocap has it"),
]


def lines_of(markdown):
    """Commands of the ```sh blocks with their line's number, continued lines joined, comments cut off."""
    inside, began, held = False, 0, ""
    for number, line in enumerate(markdown.split("\n"), 1):
        if line.startswith("```"):
            inside = line.strip() == "```sh"
            continue
        if not inside:
            continue
        began = began if held else number
        held += line.rstrip("\\") if line.endswith("\\") else line
        if line.endswith("\\"):
            continue
        command = re.sub(r"\s+#.*$", "", held).strip()
        held = ""
        if command:
            yield began, re.sub(r"\s+", " ", command)


def documents():
    names = ["README.md", "CONTRIBUTING.md", *glob.glob("docs/**/*.md", root_dir=ROOT, recursive=True)]
    # Chapters' commands are run by tests/tutorial, which compares what they print.
    return sorted(name for name in names if not re.match(r"docs/tutorial/\d", name))


def first_fit(rules, line):
    return next((i for i, (pattern, _) in enumerate(rules) if re.fullmatch(pattern, line)), None)


class Checker:
    def __init__(self, house):
        self.house, self.faults, self.seen, self.runs = house, [], set(), {}

    def answer(self, line):
        if line not in self.runs:
            self.runs[line] = self.house.run(line)
        return self.runs[line]

    def check(self, where, line):
        left_out, change = first_fit(LEFT_OUT, line), first_fit(CHANGES, line)
        if left_out is not None:
            self.seen.add(("left out", left_out))
            script = re.match(r"(?:VENDOR=vendor )?(scripts/\S+\.sh)", line)
            if script and not os.access(os.path.join(ROOT, script.group(1)), os.X_OK):
                self.faults.append(f"{where}: {line}: there is no such script")
            if not line.startswith("posegrad "):
                return
            line += " --help"
        elif change is not None:
            self.seen.add(("change", change))
            line = re.sub(*CHANGES[change], line, count=1)
        code, out, err = self.answer(line)
        if code != 0:
            self.faults.append(f"{where}: {line}: exit code {code}\n  {(out + err).strip()[-600:]}")

    def stale(self):
        for kind, rules in (("left out", LEFT_OUT), ("change", CHANGES)):
            for i, (pattern, _) in enumerate(rules):
                if (kind, i) not in self.seen:
                    yield f"check_docs.py: no line of the docs fits {pattern} any more"


def check_itself():
    text = "```sh\na b  # no\nc \\\n  d\n```\n```\ne\n```\n"
    assert list(lines_of(text)) == [(2, "a b"), (3, "c d")], list(lines_of(text))


def main():
    check_itself()
    with tempfile.TemporaryDirectory() as folder:
        house = stand_ins.House(sys.argv[1], folder)
        house.furnish()
        house.furnish_training()
        code, out, err = house.run("mkdir results && posegrad wild clip.json --video clip.mp4 -o clip.npz -o results/clip.npz")
        assert code == 0, out + err
        checker, count = Checker(house), 0
        for name in documents():
            with open(os.path.join(ROOT, name), encoding="utf-8") as file:
                for number, line in lines_of(file.read()):
                    checker.check(f"{name}:{number}", line)
                    count += 1
    faults = checker.faults + list(checker.stale())
    print("\n".join(faults) if faults else f"all {count} lines of the docs are as the program has them")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
