#!/usr/bin/env python3
"""Whether every installed header brings all that it uses. Usage: check_headers.py TREE [--compile COMPILER]

Read, not compiled, since a compiler takes minutes for each of them alone (--compile does that): an included file is there, and
what a header names of the standard library or of posegrad's types comes from what it includes.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

STANDARD = {
    "algorithm": "clamp", "array": "array", "atomic": "atomic atomic_bool", "bit": "bit_cast popcount endian", "chrono": "chrono",
    "concepts": "same_as integral floating_point", "cstddef": "byte ptrdiff_t size_t",
    "cstdint": "int64_t uint64_t int32_t uint32_t uint8_t int8_t uint16_t int16_t uintptr_t uintmax_t", "deque": "deque",
    "exception": "exception exception_ptr", "functional": "function less greater hash", "initializer_list": "initializer_list",
    "limits": "numeric_limits", "map": "map multimap", "memory": "unique_ptr shared_ptr weak_ptr make_unique make_shared",
    "mutex": "mutex lock_guard scoped_lock unique_lock", "numbers": "numbers", "optional": "optional nullopt nullopt_t",
    "set": "set multiset", "span": "span", "stdexcept": "runtime_error logic_error", "string": "string to_string",
    "string_view": "string_view", "thread": "thread jthread", "tuple": "tuple tie", "unordered_map": "unordered_map",
    "unordered_set": "unordered_set", "utility": "pair move forward exchange swap", "variant": "variant visit monostate",
    "vector": "vector",
}
# What the standard says that other headers declare too.
ALSO = {"size_t": {"cstdint", "string", "vector", "span", "array", "memory"}, "initializer_list": {"vector", "string", "span"},
        "pair": {"map", "unordered_map"}, "string_view": {"string"}, "move": {"memory", "string", "vector"}, "nullopt": set(),
        "swap": {"string"}, "forward": {"memory", "functional"}, "byte": set(), "string": {"stdexcept"}, "hash": {"string", "optional"}}
WHERE = {name: {header, *ALSO.get(name, ())} for header, names in STANDARD.items() for name in names.split()}
TYPE = re.compile(r"^(?:template <[^\n]*>\n)?(?:struct|class|enum class) (?:\[\[\w+\]\] )?(\w+)(?: final)?(?: : [^{;\n]*)?(?= ?\{)|^using (\w+) =|^using (?:enum )?[\w:]+::(\w+);", re.M)


def code_of(text):
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)
    return re.sub(r'(#include "[^"]*")|"(?:[^"\\\n]|\\.)*"', lambda match: match.group(1) or '""', text)


def headers_below(include):
    for path, _, names in os.walk(include):
        for name in names:
            full = os.path.join(path, name)
            with open(full, encoding="utf-8") as file:
                yield os.path.relpath(full, include), code_of(file.read())


class Tree:
    """Headers by their path below include/posegrad."""

    def __init__(self, headers):
        self.code = dict(headers)
        self.own = {name: set(re.findall(r'^#include "([^"]+)"', code, re.M)) for name, code in self.code.items()}
        self.foreign = {name: set(re.findall(r"^#include <([^>]+)>", code, re.M)) for name, code in self.code.items()}
        self.home = {}
        for name, code in self.code.items():
            for match in TYPE.finditer(code):
                self.home.setdefault(next(filter(None, match.groups())), set()).add(name)

    def reached(self, name):
        seen, waiting = set(), [name]
        while waiting:
            at = waiting.pop()
            if at not in seen and at in self.code:
                seen.add(at)
                waiting += self.own[at]
        return seen

    def faults(self, name):
        code, reached = self.code[name], self.reached(name)
        for missing in sorted(self.own[name] - self.code.keys()):
            yield f"{name} includes {missing}, which is not installed"
        standard = set().union(*(self.foreign[each] for each in reached))
        for word in sorted(set(re.findall(r"\bstd::(\w+)", code))):
            if word in WHERE and not WHERE[word] & standard:
                yield f"{name} uses std::{word} without <{sorted(WHERE[word])[0]}>"
        # Also those of an inner scope, parameters of templates and what is only announced.
        named = set(re.findall(r"\b(?:struct|class|enum|typename|using|typename\.\.\.|class\.\.\.) (?:class )?(\w+)\b", code))
        for word in sorted(set(re.findall(r"\b[A-Z]\w*[a-z]\w*\b", code)) - named):
            homes = self.home.get(word, set())
            # Names that several headers give have several meanings.
            if len(homes) == 1 and not homes & reached:
                yield f"{name} uses {word} without {min(homes)}"


def check_itself():
    tree = Tree([("a.h", code_of('struct Apple {\n};\n// std::vector\n')), ("b.h", '#include "a.h"\n#include <map>\nstd::map<Apple, std::vector<int>> x;'),
                 ("c.h", 'Apple x;\n#include "d.h"\n'), ("e.h", "struct Apple;\nApple* x;")])
    found = [fault for name in tree.code for fault in tree.faults(name)]
    assert found == ["b.h uses std::vector without <vector>", "c.h includes d.h, which is not installed", "c.h uses Apple without a.h"], found


def compiled(job):
    compiler, include, name = job
    line = [compiler, "-std=c++20", "-fopenmp", "-fsyntax-only", "-Wall", "-Wextra", f"-I{include}", f"-I{include}/posegrad", "-x", "c++", "-"]
    done = subprocess.run(line, input=f'#include "{name}"\n', capture_output=True, text=True, timeout=600)
    return [f"{name}: {done.stderr[:600]}"] if done.returncode or done.stderr else []


def main():
    check_itself()
    include = os.path.join(sys.argv[1], "include")
    tree = Tree(headers_below(os.path.join(include, "posegrad")))
    faults = [fault for name in sorted(tree.code) for fault in tree.faults(name)]
    if len(sys.argv) > 2 and sys.argv[2] == "--compile":
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for found in pool.map(compiled, [(sys.argv[3], include, name) for name in sorted(tree.code)]):
                faults += found
    print("\n".join(faults) if faults else f"all {len(tree.code)} headers bring what they use")
    return bool(faults) or not tree.code


if __name__ == "__main__":
    sys.exit(main())
