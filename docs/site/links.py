#!/usr/bin/env python3
"""A Markdown page as doxygen wants it: GitHub's anchors of headings made explicit, links to pages and headings as references.

  links.py PAGE.md > FILTERED.md        # doxygen calls it so, in the project's folder

Anchors of doxygen are one set for all pages, so an anchor is PAGE_HEADING. Links to files that are no pages of the site (sources,
licences) become text. Fenced blocks stay as they are. Standard library only.
"""
import html
import os
import re
import sys

PAGES = ("README.md", "SECURITY.md", "docs/")


def page_key(path):
    """docs/tutorial/README.md -> tutorial_README"""
    path = os.path.normpath(path)
    return "page_" + re.sub(r"\W", "_", path.removeprefix("docs/").removesuffix(".md"))


def slug(heading):
    """GitHub's anchor of a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchor(path, heading_slug):
    return page_key(path) + "_" + re.sub(r"\W", "_", heading_slug)


def is_page(path):
    return path.endswith(".md") and path.startswith(PAGES) and os.path.exists(path)


def link(page, text, target):
    if re.match(r"[a-z]+:", target):
        return "[%s](%s)" % (text, target)
    file, _, fragment = target.partition("#")
    path = os.path.normpath(os.path.join(os.path.dirname(page), file)) if file else page
    if not is_page(path):
        return text
    return "[%s](@ref %s)" % (text, anchor(path, fragment) if fragment else page_key(path))


def picture(page, words, target):
    """As an element of its own, which a page can scale; one that is not there is left to doxygen to complain about."""
    path = os.path.normpath(os.path.join(os.path.dirname(page), target))
    if not os.path.exists(path):
        return "![%s](%s)" % (words, target)
    return '<img src="%s" alt="%s"/>' % (path.removeprefix("docs/"), html.escape(words))


def links_in(page, text):
    """A link's text may go over several lines and hold `code`."""
    def replaced(match):
        if match.group(1):
            return picture(page, match.group(2), match.group(3))
        return link(page, match.group(2), match.group(3))
    return re.sub(r"(!?)\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^)\s]+)\)", replaced, text)


def heading_line(page, line, seen):
    marks, text = re.match(r"(#+) +(.*)$", line).groups()
    key = slug(text)
    number = seen[key] = seen.get(key, -1) + 1
    name = page_key(page) if len(marks) == 1 else anchor(page, key + ("-%d" % number if number else ""))
    title = links_in(page, text).replace("`", "")
    title = re.sub(r"^(\d+)\. ", r"\1\\. ", title)  # a number, not the first item of a list
    return "%s %s {#%s}\n" % (marks, title, name)


def filtered(page, text):
    result, running, fence, seen = [], [], None, {}

    def flush():
        result.append(links_in(page, "".join(running)))
        running.clear()

    for line in text.splitlines(keepends=True):
        mark = re.match(r"(```+)(\w*)", line)
        if mark or fence or line.startswith(("#", "    ")):
            flush()
        if fence:
            fence = None if mark and mark.group(1) == fence else fence
            result.append(line)
        elif mark:
            fence = mark.group(1)
            # doxygen knows languages by their file's ending
            result.append(fence + {"cpp": "{.cpp}", "python": "{.py}"}.get(mark.group(2), "") + "\n")
        elif re.match(r"#+ ", line):
            result.append(heading_line(page, line, seen))
        elif line.startswith("    "):
            result.append(line)
        else:
            running.append(line)
    flush()
    return "".join(result)


def main():
    page = os.path.relpath(os.path.abspath(sys.argv[1]), os.getcwd())
    with open(page, encoding="utf-8") as file:
        sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(filtered(page, file.read()))


if __name__ == "__main__":
    main()
