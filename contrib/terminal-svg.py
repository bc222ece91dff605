#!/usr/bin/env python3
"""Draws what a terminal shows as SVG, for the README. Reads text with ANSI colours, writes SVG; standard library only.

    vankho --color always show fixtures/plan-garbled/input.txt | contrib/terminal-svg.py 60 > docs/show.svg
"""
import html, re, sys

COLOURS = {"31": "#f47067", "32": "#57ab5a", "33": "#c69026", "36": "#39c5cf"}
SIZE, HEIGHT, WIDTH, PAD = 13, 18, 7.83, 16


def spans(line):
    style = {}
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            for code in part[2:-1].split(";"):
                if code in ("", "0"):
                    style = {}
                elif code == "1":
                    style["font-weight"] = "bold"
                elif code == "2":
                    style["fill"] = "#768390"
                elif code in COLOURS:
                    style["fill"] = COLOURS[code]
        elif part:
            attributes = "".join(f' {k}="{v}"' for k, v in style.items())
            yield f"<tspan{attributes}>{html.escape(part)}</tspan>"


def main():
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    lines = [line.rstrip() for line in sys.stdin.read().splitlines()][:most]
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    width = int(max(map(len, plain)) * WIDTH + 2 * PAD)
    height = len(lines) * HEIGHT + 2 * PAD
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">')
    print(f'<rect width="{width}" height="{height}" rx="8" fill="#22272e"/>')
    print(f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}" fill="#adbac7" xml:space="preserve">')
    for i, line in enumerate(lines):
        if line:
            print(f'<text x="{PAD}" y="{PAD + (i + 0.75) * HEIGHT:.0f}">{"".join(spans(line))}</text>')
    print("</g></svg>")


main()
