"""Runs the example of a page, all its ```python blocks in one go, and holds its ```text blocks to what they print. Usage: check_example.py PAGE.md"""
import contextlib
import io
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    blocks = re.findall(r"^```(python|text)\n(.*?)^```", file.read(), re.M | re.S)
faults, names, printed, seen = [], {}, "", 0
for kind, text in blocks:
    if kind == "python":
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(text, sys.argv[1], "exec"), names)
        if printed:
            faults.append(f"printed, not shown:\n{printed}")
        printed = output.getvalue()
    else:
        seen += 1
        if text != printed:
            faults.append(f"shown:\n{text}printed:\n{printed}")
        printed = ""
if printed:
    faults.append(f"printed, not shown:\n{printed}")
print("\n".join(faults) or f"{seen} outputs as shown")
sys.exit(1 if faults or not seen else 0)
