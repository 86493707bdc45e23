#!/usr/bin/env python3
"""Whether every link in our Markdown files leads somewhere: files, and headings by the anchors that hosts make of them.

Addresses in a network are not visited. Usage: check_links.py [ROOT]
"""
import os
import re
import subprocess
import sys
import unicodedata

ROOT = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", ".."))
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)?)(?:\s+\"[^\"]*\")?\)")
LEFT_OUT = ("build", "vendor", "node_modules", "shared", ".git")


def markdown_files():
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "*.md"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [name for name in listed.stdout.splitlines() if os.path.isfile(os.path.join(ROOT, name))]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names if name.endswith(".md")]
    return sorted(found)


def without_code(text):
    """The lines outside of fences; code in a line is blanked out."""
    kept, fence = [], None
    for line in text.split("\n"):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark:
            fence = None if fence and mark.group(1).startswith(fence) else fence or mark.group(1)
            kept.append("")
            continue
        kept.append("" if fence else line)
    return kept


def anchor(heading):
    """As GitHub makes it: letters, digits, - and _ stay, blanks become -."""
    text = re.sub(r"!?\[((?:[^\]\[]|\[[^\]]*\])*)\]\([^)]*\)", r"\1", heading.strip().rstrip("#").strip())
    text = text.replace("`", "").replace("*", "")
    return "".join(c if c in "-_" or unicodedata.category(c)[0] in "LN" else "-" if c == " " else "" for c in text.lower())


def anchors_of(text):
    found, count = set(), {}
    for line in without_code(text):
        heading = re.match(r"#{1,6}\s+(.*)", line)
        if heading:
            name = anchor(heading.group(1))
            found.add(name if name not in count else f"{name}-{count[name]}")
            count[name] = count.get(name, 0) + 1
        found.update(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
    return found


def faults_of(name, texts):
    for number, line in enumerate(without_code(texts[name]), 1):
        for target in LINK.findall(re.sub(r"`[^`]*`", "``", line)):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, place = target.partition("#")
            whole = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            if not os.path.exists(os.path.join(ROOT, whole)):
                yield f"{name}:{number}: {target}: there is no such file"
            elif whole.startswith(".."):
                yield f"{name}:{number}: {target}: outside of the repository"
            elif place and whole in texts and place not in anchors_of(texts[whole]):
                yield f"{name}:{number}: {target}: {whole} has no such heading"


def check_itself():
    """What it must find, and what it must not."""
    texts = {"README.md": "# A `b` c, d\n## A b c d\n[x](#a-b-c-d) [y](#a-b-c-d-1) [z](#nowhere) `[no](link)`\n```\n[no](link)\n```\n[q](gone.md)"}
    found = [fault.split(": ", 1)[1] for fault in faults_of("README.md", texts)]
    assert found == ["#nowhere: README.md has no such heading", "gone.md: there is no such file"], found


def main():
    check_itself()
    names = markdown_files()
    texts = {}
    for name in names:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            texts[name] = file.read()
    faults = [fault for name in names for fault in faults_of(name, texts)]
    print("\n".join(faults) if faults else f"every link of {len(names)} files leads somewhere")
    return bool(faults) or not names


if __name__ == "__main__":
    sys.exit(main())
