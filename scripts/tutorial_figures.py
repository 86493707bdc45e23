#!/usr/bin/env python3
"""Draws docs/images/tutorial/*.svg, the figures of the tutorial. Numbers in them are computed here or taken from what the chapters'
programs print, which tests hold current. Standard library only; the same text gives the same bytes.

  scripts/tutorial_figures.py            # writes them
  scripts/tutorial_figures.py --check    # exits with 1 where one is not current (a test)
"""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from figures import svg, tutorial_graph, tutorial_poses, tutorial_time  # noqa: E402

FOLDER = os.path.join(HERE, "..", "docs", "images", "tutorial")


def main():
    drawings = {**tutorial_time.drawings(), **tutorial_graph.drawings(), **tutorial_poses.drawings()}
    return svg.write_or_check(drawings, FOLDER, sys.argv[1:] == ["--check"])


if __name__ == "__main__":
    sys.exit(main())
