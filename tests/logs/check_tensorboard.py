#!/usr/bin/env python3
"""What --tensorboard writes, read by a reader of its own. Usage: check_tensorboard.py PROGRAM"""
import csv
import os
import re
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import events  # noqa: E402

TAGS = {"time (min)": "training/minutes", "learning rate": "training/learning_rate", "3d_train (mm)": "3d_mm/train",
        "3d_eval (mm)": "3d_mm/eval", "3d_valid (mm)": "3d_mm/valid", "traj_eval (mm)": "traj_mm/eval",
        "traj_valid (mm)": "traj_mm/valid", "2d_train_sup (normalised screen units)": "2d_screen/train_sup",
        "2d_train_unsup (normalised screen units)": "2d_screen/train_unsup",
        "2d_valid (normalised screen units)": "2d_screen/valid"}


def check_reader():
    """Against the checksums that RFC 3720 (B.4) and the CRC catalogue print."""
    assert events.crc32c(b"123456789") == 0xE3069283
    assert events.crc32c(bytes(32)) == 0x8A9136AA
    assert events.crc32c(b"\xff" * 32) == 0x62A8AB43
    assert events.crc32c(bytes(range(32))) == 0x46DD794E


def as_float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


class Place:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def at(self, name):
        return os.path.join(self.folder, name)

    def posegrad(self, line):
        done = subprocess.run([self.program, *line.split()], cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def train(self, line):
        return self.posegrad(f"run -k gt -arc 3,3 -ch 8 -b 64 -str S1 -ste S5 --threads 1 {line}")

    def files(self, folder):
        return [self.at(f"{folder}/{name}") for name in sorted(os.listdir(self.at(folder)))]

    def history(self, folder):
        """{tag: {epoch: value}} of history.csv."""
        with open(self.at(f"{folder}/history.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        return {TAGS[title]: {int(row["epoch"]): as_float32(float(row[title])) for row in rows if row[title]}
                for title in rows[0] if title != "epoch"}


def check_fresh(place):
    before = time.time()
    code, out, err = place.train("-e 3 --tensorboard tb/deeper --log log.jsonl")
    assert code == 0, out + err
    assert "Events:     tb/deeper" in out, out
    path, = place.files("tb/deeper")
    seconds, host = re.fullmatch(r".*/events\.out\.tfevents\.(\d{10})\.(.+)", path).groups()
    assert before - 1 <= int(seconds) <= time.time() and host == os.uname().nodename, path
    first, start, *epochs = events.read(path)
    assert first["file_version"] == "brain.Event:2" and "scalars" not in first
    assert (start["session_status"], start["step"]) == (1, 1)
    assert [one["step"] for one in epochs] == [1, 2, 3]
    times = [one["wall_time"] for one in (first, start, *epochs)]
    assert times == sorted(times) and before <= times[0] and times[-1] <= time.time(), times
    shown = events.as_shown(place.at("tb/deeper"))
    assert set(shown) == {"training/minutes", "training/learning_rate", "3d_mm/train", "3d_mm/eval", "3d_mm/valid"}
    assert shown == place.history("checkpoint")


def check_resumed(place):
    """Whatever was trained again, TensorBoard shows what history.csv holds."""
    line = "--checkpoint-frequency 1 -c parts --tensorboard parts_tb"
    for epochs in ("-e 4", "-e 3 -r epoch_2.bin", "-e 5 -r epoch_3.bin"):
        code, out, err = place.train(f"{epochs} {line}")
        assert code == 0, out + err
        assert events.as_shown(place.at("parts_tb")) == place.history("parts")
    assert len(place.files("parts_tb")) == 3
    code, out, err = place.train(f"-e 5 -r epoch_5.bin {line}")  # nothing is left to train
    assert code == 0 and len(place.files("parts_tb")) == 3, out + err
    # A fresh run takes the place of all that was there.
    code, out, err = place.train(f"-e 1 {line}")
    assert code == 0 and len(place.files("parts_tb")) == 4, out + err
    assert events.as_shown(place.at("parts_tb")) == place.history("parts")
    assert set(events.as_shown(place.at("parts_tb"))["3d_mm/train"]) == {1}


def check_semi_supervised(place):
    code, out, err = place.train("-e 2 -sun S6 --warmup 1 -c semi --tensorboard semi_tb")
    assert code == 0, out + err
    shown = events.as_shown(place.at("semi_tb"))
    assert shown == place.history("semi") and set(shown) == set(TAGS.values())


def check_faults(place):
    """As with --log, what cannot be opened is told before the training. (tests/faults has what cannot be written.)"""
    with open(place.at("file"), "w") as file:
        file.write("precious")
    for folder in ("file", "file/below"):
        code, out, err = place.train(f"-e 1 -c fault --tensorboard {folder}")
        assert code == 1 and err == f"posegrad run: {folder}: the folder cannot be made: Not a directory\n", err
        assert not os.path.exists(place.at("fault/epoch_1.bin"))
    with open(place.at("file")) as file:
        assert file.read() == "precious"
    code, out, err = place.train("--evaluate epoch_3.bin --tensorboard tb")
    assert code == 2 and "--tensorboard and --evaluate exclude each other" in err, err


def main():
    check_reader()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(os.path.abspath(sys.argv[1]), folder)
        code, out, err = place.posegrad("synth --out data --frames 40 --takes 1 --subjects S1,S5,S6 --actions Walking")
        assert code == 0, out + err
        check_fresh(place)
        check_resumed(place)
        check_semi_supervised(place)
        check_faults(place)
    print("TensorBoard's files are as its format has them, and say what history.csv says")


if __name__ == "__main__":
    main()
