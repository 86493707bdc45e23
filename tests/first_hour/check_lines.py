#!/usr/bin/env python3
"""Runs the lines of first_hour.txt. Usage: check_lines.py PROGRAM"""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
import stand_ins  # noqa: E402


def lines_of(path):
    with open(path) as file:
        for number, text in enumerate(file, 1):
            if not text.strip() or text.startswith("#"):
                continue
            fields = [field.strip() for field in text.split(" | ")]
            if len(fields) < 3 or len(fields) > 4:
                sys.exit(f"{path}:{number}: expected 'CODE | LINE | ANSWER', perhaps with ' | [condition]'")
            yield number, int(fields[0]), fields[1], fields[2], fields[3] if len(fields) == 4 else ""


def is_answer(text, wanted):
    if wanted.startswith("..."):
        return wanted[3:].strip() in text
    return text.startswith(wanted)


def furnish(house):
    house.furnish()
    stand_ins.coco_results(house.at("half.json"), frames=stand_ins.FRAMES // 2)
    with open(house.at("README.md"), "w") as file:
        file.write("Some words about my project.\n")
    os.makedirs(house.at("empty"))
    os.mkfifo(house.at("pipe"))


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        house = stand_ins.House(sys.argv[1], folder)
        furnish(house)
        detector = "[detector]" if house.has_detector() else "[no detector]"
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "first_hour.txt")
        for number, code, line, wanted, condition in lines_of(path):
            if condition not in ("", detector):
                continue
            found, out, err = house.run(line)
            answer = err if code != 0 else out + err
            # What is printed before the work fails comes before the error.
            if found == code and is_answer(answer, wanted):
                continue
            failed += 1
            print(f"first_hour.txt:{number}: {line}\n  expected {code}: {wanted}\n  found {found}: {(out + err).strip()}")
    print("every line was answered as it should be" if failed == 0 else f"{failed} lines were answered otherwise")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
