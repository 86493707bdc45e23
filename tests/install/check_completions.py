#!/usr/bin/env python3
"""What shells offer for lines of posegrad's. Usage: check_completions.py PROGRAM

bash and fish are asked; zsh's functions are run with its own helpers replaced by ones that print. A shell that is not there is left out.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What has been typed, and what must and must not be offered for the last word.
LINES = [
    ("posegrad ", {"run", "wild", "prepare"}, {"man", "completion", "h36m"}),
    ("posegrad w", {"wild"}, {"run"}),
    ("posegrad --v", {"--version"}, {"--help"}),
    ("posegrad run --dev", {"--device"}, {"--data"}),
    ("posegrad run --device ", {"cpu", "cuda", "auto"}, {"data.txt"}),
    ("posegrad run --device=cu", {"cuda"}, {"cpu"}),
    ("posegrad run -no", {"-no-da", "-no-tta"}, {"-d"}),
    ("posegrad run -c ", {"folder"}, {"data.txt"}),
    ("posegrad run --log ", {"data.txt"}, {"cpu"}),
    ("posegrad run --epochs ", set(), {"data.txt", "folder"}),
    ("posegrad wild --person ", {"main", "best", "all"}, {"N"}),
    ("posegrad wild d", {"data.txt"}, {"run"}),
    ("posegrad prepare ", {"h36m", "mocap"}, {"run"}),
    ("posegrad prepare mocap --r", {"--rig"}, {"--resume"}),
    ("posegrad audit ", {"run", "wild", "diff"}, set()),
    ("posegrad audit --el", {"--elements"}, {"--epochs"}),
    ("posegrad audit --every 5 run --ep", {"--epochs"}, {"--elements"}),
    ("posegrad ops conv1", {"conv1d"}, {"relu"}),
    ("posegrad gradcheck m", {"model", "matmul"}, {"relu"}),
    ("posegrad bench ", {"train", "eval"}, set()),
]

BASH = r"""
source "$1"
read -ra given <<<"$2"
COMP_WORDS=()
for word in "${given[@]}"; do  # as bash takes lines apart
  if [[ $word == --*=* ]]; then COMP_WORDS+=("${word%%=*}" = "${word#*=}"); else COMP_WORDS+=("$word"); fi
done
[[ $2 != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_posegrad
printf '%s\n' "${COMPREPLY[@]}"
"""

# _arguments prints its specifications and goes on to the rest of the line as zsh's own would.
ZSH = r"""
fpath=() words=()
_arguments() {
  local spec
  for spec in "$@"; do print -r -- "$spec"; done
  for spec in "$@"; do
    [[ $spec == '*::'* && $#words -gt 1 ]] || continue
    shift words
    ${spec##*:}
  done
}
_describe() { print -rl -- ${(P)2} }
_files() { print _files }
words=(${=2})
source $1
"""


def answers(shell, script, line, folder):
    if shell == "bash":
        done = subprocess.run(["bash", "-c", BASH, "bash", script, line], cwd=folder, capture_output=True, text=True, timeout=60)
    else:
        ask = 'source $argv[1]; complete -C "$argv[2]"'
        done = subprocess.run(["fish", "--no-config", "-c", ask, script, line], cwd=folder, capture_output=True, text=True,
                              timeout=60, env={**os.environ, "HOME": folder})
    if done.stderr:
        return {f"(error: {done.stderr.strip()[:300]})"}
    words = (answer.split("\t")[0].rstrip("/") for answer in done.stdout.splitlines())
    return {word.split("=", 1)[1] if "=" in line.split(" ")[-1] and "=" in word else word for word in words if word}


def asked_faults(shell, script, folder):
    for line, wanted, unwanted in LINES:
        offered = answers(shell, script, line, folder)
        if not wanted <= offered or offered & unwanted or any(word.startswith("(error") for word in offered):
            yield f"{shell}: '{line}': offered {sorted(offered)[:12]}; wanted {sorted(wanted)}, not {sorted(unwanted)}"


def zsh_faults(script, folder):
    checked = subprocess.run(["zsh", "-n", script], capture_output=True, text=True, timeout=60)
    if checked.returncode != 0:
        yield f"zsh -n: {checked.stderr}"
    for line, wanted in (("posegrad run", r"^\*--device=\[.*\]:NAME:\(cpu cuda auto\)$"),
                         ("posegrad run", r"^\*-no-tta\[do not average"),
                         ("posegrad wild", r"^\*--person=\[.*\]:N\|main\|best\|all:\(main best all\)$"),
                         ("posegrad wild", r"^\*:operand:_files$"),
                         ("posegrad prepare mocap", r"^\*--rig=\[.*\]:FILE:_files$"),
                         ("posegrad audit run", r"^\*--epochs=\["),
                         ("posegrad bench", r"^\*:operand:\(train eval ops detect mpi\)$")):
        done = subprocess.run(["zsh", "-f", "-c", ZSH, "zsh", script, line], cwd=folder, capture_output=True, text=True, timeout=60)
        if done.stderr or not re.search(wanted, done.stdout, re.M):
            yield f"zsh: {line}: {wanted} fits nothing of {done.stdout[-1500:]}{done.stderr[:500]}"


def argument_faults(program):
    for line, code, message in ((["completion"], 2, "expected one shell"), (["completion", "csh"], 2, "expected bash, zsh or fish"),
                                (["completion", "bash", "zsh"], 2, "expected one shell"), (["man", "x"], 2, "unexpected"),
                                (["man", "--help"], 0, ""), (["completion", "--help"], 0, "")):
        done = subprocess.run([program, *line], capture_output=True, text=True, timeout=60)
        if done.returncode != code or message not in done.stderr or done.stderr.count("\n") > 1:
            yield f"{' '.join(line)}: exit code {done.returncode}: {done.stderr}"


def main():
    program = os.path.abspath(sys.argv[1])
    faults, shells = list(argument_faults(program)), []
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "place")
        os.makedirs(os.path.join(place, "folder"))
        with open(os.path.join(place, "data.txt"), "w", encoding="utf-8"):
            pass
        for shell in ("bash", "zsh", "fish"):
            if shutil.which(shell) is None:
                continue
            shells.append(shell)
            script = os.path.join(folder, shell)
            with open(script, "w", encoding="utf-8") as file:
                subprocess.run([program, "completion", shell], stdout=file, check=True, timeout=60)
            faults += zsh_faults(script, place) if shell == "zsh" else asked_faults(shell, script, place)
    print("\n".join(faults) if faults else f"{', '.join(shells)} offer what they should")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
