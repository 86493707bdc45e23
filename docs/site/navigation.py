#!/usr/bin/env python3
"""The site's navigation as doxygen's layout: pages in groups, then the API. A page that no group names comes under More, so that
none is lost. Usage, in the project's folder: navigation.py > LAYOUT.xml"""
import glob
import html
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, "docs/site")
from links import page_key  # noqa: E402

GROUPS = {
    "Your video": ["in_the_wild", "detector", "export", "smoothing", "default_model", "models"],
    "Training": ["data", "mocap", "logs", "scale_out", "reproduction", "interruptions", "performance", "gpu"],
    "Exactness": ["audit", "ops", "numerics", "limits", "SECURITY"],
    "Tutorial": ["tutorial/README"] + ["tutorial/%02d_*" % chapter for chapter in range(1, 30)],
    "The code": ["library", "python", "onnx", "architecture", "adding_an_op", "derivations/*"],
}
API = """    <tab type="usergroup" visible="yes" title="API">
      <tab type="namespacelist" visible="yes" title="Namespaces"/>
      <tab type="classlist" visible="yes" title="Classes"/>
      <tab type="classindex" visible="yes" title="Classes from A to Z"/>
      <tab type="namespacemembers" visible="yes" title="Functions"/>
      <tab type="filelist" visible="yes" title="Headers"/>
    </tab>"""


def title_of(path):
    with open(path, encoding="utf-8") as file:
        return re.search(r"^# +(.*)$", file.read(), re.M).group(1).replace("`", "")


def tab(path):
    return '      <tab type="user" visible="yes" url="@ref %s" title="%s"/>' % (page_key(path), html.escape(title_of(path), quote=False).replace('"', "&quot;"))


def found(name):
    return ["SECURITY.md"] if name == "SECURITY" else sorted(glob.glob("docs/%s.md" % name))


def main():
    groups = {title: [path for name in names for path in found(name)] for title, names in GROUPS.items()}
    named = {path for paths in groups.values() for path in paths}
    more = sorted(set(glob.glob("docs/**/*.md", recursive=True)) - named)
    if more:
        groups["More"] = more
    print('<doxygenlayout version="1.0">\n  <navindex>\n    <tab type="mainpage" visible="yes" title="posegrad"/>')
    for title, paths in groups.items():
        print('    <tab type="usergroup" visible="yes" title="%s">' % title)
        print("\n".join(tab(path) for path in paths))
        print("    </tab>")
    print(API + "\n  </navindex>\n</doxygenlayout>")


if __name__ == "__main__":
    main()
