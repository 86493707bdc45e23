"""Runs the two programs that are compared, with limits of time: posegrad afresh each time, PyTorch as one process that
waits between its turns. What goes wrong is a Failed with one line."""
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
STARTING_SECONDS = 120  # of PyTorch, on a machine that reads it for the first time
LEAST_SECONDS = 20


class Failed(Exception):
    """`out_of_time`: the limit of the whole run cut it short."""

    def __init__(self, line, out_of_time=False):
        super().__init__(line)
        self.out_of_time = out_of_time


class Clock:
    """Seconds of the whole run; `limit` None: as many as it takes."""

    def __init__(self, limit):
        self.start, self.limit = time.monotonic(), limit

    def seconds(self):
        return time.monotonic() - self.start

    def is_used_up(self):
        return self.limit is not None and self.seconds() >= self.limit

    def at_most(self, seconds):
        """The limit for one program, and whether it is shorter than wanted for the sake of the whole."""
        if self.limit is None:
            return seconds, False
        left = max(self.limit - self.seconds(), LEAST_SECONDS)
        return min(seconds, left), left < seconds


def last_line(text, otherwise):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:240] if lines else otherwise


def run_lines(command, seconds, clock):
    """Runs a program; its lines of output with the seconds at which each came, and its own seconds."""
    limit, is_cut = clock.at_most(seconds)
    lines, start = [], time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        try:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL,
                                       text=True, errors="replace")
        except OSError as error:
            raise Failed(f"{command[0]}: {error.strerror}") from None
        was_late = threading.Event()
        timer = threading.Timer(limit, lambda: (was_late.set(), process.kill()))
        timer.start()
        try:
            for line in process.stdout:
                lines.append((time.monotonic() - start, line.rstrip("\n")))
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
            process.wait()
        if was_late.is_set():
            raise Failed(f"no end within {limit:.0f} s", is_cut)
        if code != 0:
            errors.seek(0)
            raise Failed(last_line(errors.read(), f"exit status {code}"))
    return lines, time.monotonic() - start


class Posegrad:
    def __init__(self, program, clock):
        self.program, self.clock = program, clock

    def run(self, words, seconds):
        return run_lines([self.program, *words], seconds, self.clock)

    def bench(self, words, seconds=180):
        """The figures of `posegrad bench`, and its one result among them as "result"."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bench.json")
            self.run(["bench", *words, "--json", path], seconds)
            with open(path, encoding="utf-8") as file:
                figures = json.load(file)
        figures["result"] = figures["results"][0]
        return figures


class PyTorch:
    """pytorch_worker.py, started when it is first asked, and again after it had to be ended."""

    def __init__(self, clock):
        self.clock, self.process = clock, None

    def ask(self, words, seconds):
        """The answer, or Failed. A first answer has STARTING_SECONDS more."""
        if self.process is None:
            seconds += STARTING_SECONDS
            self.start()
        limit, is_cut = self.clock.at_most(seconds)
        try:
            self.process.stdin.write(json.dumps(words) + "\n")
            self.process.stdin.flush()
            line = self.answers.get(timeout=limit)
        except queue.Empty:
            self.end()
            raise Failed(f"no answer within {limit:.0f} s", is_cut) from None
        except OSError:
            line = None
        if line is None:
            self.errors.seek(0)
            said = last_line(self.errors.read(), "no answer")
            self.end()
            raise Failed(f"PyTorch ended: {said}")
        answer = json.loads(line)
        if "failed" in answer:
            if "CUDA error" in answer["failed"]:  # after which nothing works in that process
                self.end()
            raise Failed(answer["failed"])
        return answer

    def forget(self):
        if self.process is not None:
            try:
                self.ask(["forget"], 60)
            except Failed:
                self.end()

    def start(self):
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        # A session of its own: what it starts to compile ends with it.
        command = [sys.executable, os.path.join(HERE, "pytorch_worker.py")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True, start_new_session=True)
        self.answers = queue.Queue()
        threading.Thread(target=pass_on, args=(self.process.stdout, self.answers), daemon=True).start()

    def end(self):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.errors.close()
        self.process = None


def pass_on(lines, answers):
    for line in lines:
        answers.put(line)
    answers.put(None)
