"""What the tutorial's programs print, as the chapters show it."""
import os
import re

CHAPTERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "tutorial")


def printed(name):
    """All blocks ```text of a chapter, one after another."""
    with open(os.path.join(CHAPTERS, name + ".md"), encoding="utf-8") as file:
        return "".join(re.findall(r"^```text\n(.*?)^```$", file.read(), re.S | re.M))


def found(name, pattern):
    """The groups of the first match in what a chapter's program prints, as numbers."""
    match = re.search(pattern, printed(name), re.M)
    if not match:
        raise SystemExit("docs/tutorial/%s.md prints no line like '%s'" % (name, pattern))
    return [float(g) for g in match.groups()]


def rows(name, pattern):
    """The groups of every match, as numbers."""
    matches = re.findall(pattern, printed(name), re.M)
    if not matches:
        raise SystemExit("docs/tutorial/%s.md prints no line like '%s'" % (name, pattern))
    return [[float(g) for g in match] for match in matches]
