"""Runs a chapter's script and holds it to what the chapter shows. Usage: check_chapter.py CHAPTER.md SCRIPT.py

The blocks of output of a chapter together are all that its program prints, in C++ and in Python.
"""
import difflib
import re
import subprocess
import sys

chapter, script = sys.argv[1:]
with open(chapter, encoding="utf-8") as file:
    wanted = "".join(re.findall(r"^```text\n(.*?)^```", file.read(), re.M | re.S))
result = subprocess.run([sys.executable, "-B", "-W", "error", script], capture_output=True, text=True, check=False)
if result.returncode == 0 and result.stdout == wanted and wanted:
    sys.exit()
sys.stdout.writelines(difflib.unified_diff(wanted.splitlines(True), result.stdout.splitlines(True), chapter, script))
print(result.stderr)
sys.exit(1)
