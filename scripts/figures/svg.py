"""Drawings as SVG text: the same bytes wherever they are made. Coordinates are pixels, x to the right, y down."""
import html
import os
import sys

INK, GREY, PALE = "#1f2933", "#7b8794", "#e4e7eb"
BLUE, RED, GREEN, ORANGE, PURPLE = "#2f6fb3", "#c53030", "#2f855a", "#c05621", "#6b46c1"
PALE_BLUE, PALE_RED, PALE_GREEN, PALE_ORANGE = "#dbeafe", "#fde2e2", "#dcf3e4", "#fdebd7"


def number(x):
    """With one decimal at most, so that the last digits of sines do not show."""
    text = "%.1f" % (x + 0.0)
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


class Drawing:
    def __init__(self, width, height, title):
        self.width, self.height, self.title = width, height, title
        self.parts = []

    def line(self, a, b, colour=INK, width=1.5, dash=None, arrow=False):
        extra = ' stroke-dasharray="%s"' % dash if dash else ""
        if arrow:
            extra += ' marker-end="url(#%s)"' % colour[1:]
        self.parts.append('<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"%s/>' % (
            *map(number, (*a, *b)), colour, number(width), extra))

    def path(self, points, colour=INK, width=1.5, fill="none", dash=None, arrow=False, close=False):
        extra = ' stroke-dasharray="%s"' % dash if dash else ""
        if arrow:
            extra += ' marker-end="url(#%s)"' % colour[1:]
        text = "M" + " L".join("%s %s" % (number(x), number(y)) for x, y in points) + (" Z" if close else "")
        self.parts.append('<path d="%s" fill="%s" stroke="%s" stroke-width="%s" stroke-linejoin="round" stroke-linecap="round"%s/>'
                          % (text, fill, colour, number(width), extra))

    def curve(self, a, through, b, colour=INK, width=1.5, dash=None):
        """From a to b, drawn towards `through`, an arrow at b."""
        extra = ' stroke-dasharray="%s"' % dash if dash else ""
        self.parts.append('<path d="M%s %s Q%s %s %s %s" fill="none" stroke="%s" stroke-width="%s"%s marker-end="url(#%s)"/>' % (
            *map(number, (*a, *through, *b)), colour, number(width), extra, colour[1:]))

    def circle(self, centre, radius, fill=INK, colour="none", width=1.5):
        self.parts.append('<circle cx="%s" cy="%s" r="%s" fill="%s" stroke="%s" stroke-width="%s"/>' % (
            *map(number, (*centre, radius)), fill, colour, number(width)))

    def box(self, x, y, width, height, fill="none", colour="none", stroke=1.5, radius=0):
        self.parts.append('<rect x="%s" y="%s" width="%s" height="%s" rx="%s" fill="%s" stroke="%s" stroke-width="%s"/>' % (
            *map(number, (x, y, width, height, radius)), fill, colour, number(stroke)))

    def text(self, at, text, size=13, colour=INK, anchor="start", bold=False, italic=False, mono=False):
        extra = ' font-weight="600"' if bold else ""
        extra += ' font-style="italic"' if italic else ""
        extra += ' font-family="DejaVu Sans Mono, monospace"' if mono else ""
        self.parts.append('<text x="%s" y="%s" font-size="%s" fill="%s" text-anchor="%s"%s>%s</text>' % (
            *map(number, at), number(size), colour, anchor, extra, html.escape(text, quote=False)))

    def begin_clip(self, name, x, y, width, height):
        self.parts.append('<clipPath id="%s"><rect x="%s" y="%s" width="%s" height="%s"/></clipPath><g clip-path="url(#%s)">' % (
            name, *map(number, (x, y, width, height)), name))

    def end_clip(self):
        self.parts.append("</g>")

    def render(self):
        markers = "".join(
            '<marker id="%s" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
            '<path d="M0 1 L9 5 L0 9 Z" fill="%s"/></marker>' % (c[1:], c) for c in (INK, GREY, BLUE, RED, GREEN, ORANGE, PURPLE))
        head = ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
                'font-family="DejaVu Sans, Helvetica, Arial, sans-serif">' % (self.width, self.height, self.width, self.height))
        return "\n".join([head, "<title>%s</title>" % html.escape(self.title, quote=False), "<defs>%s</defs>" % markers,
                          '<rect width="%d" height="%d" rx="8" fill="#ffffff"/>' % (self.width, self.height),
                          *self.parts, "</svg>", ""])


def write_or_check(drawings, folder, check):
    """{name: Drawing} as folder/name.svg; with `check` only says which are not what stands there. The exit code."""
    wrong = 0
    for name, drawing in sorted(drawings.items()):
        path, text = os.path.relpath(os.path.join(folder, name + ".svg")), drawing.render()
        if check:
            try:
                with open(path, encoding="utf-8", newline="") as file:
                    there = file.read()
            except OSError:
                there = None
            if there != text:
                print("%s is %s: make it again with %s" % (path, "not there" if there is None else "not current", sys.argv[0]),
                      file=sys.stderr)
                wrong = 1
        else:
            os.makedirs(folder, exist_ok=True)
            with open(path + ".part", "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.replace(path + ".part", path)
    if check:
        strangers = {f for f in os.listdir(folder) if f.endswith(".svg")} - {n + ".svg" for n in drawings}
        for name in sorted(strangers):
            print("%s is drawn by nobody" % os.path.join(folder, name), file=sys.stderr)
            wrong = 1
    return wrong
