#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the rules of the rooms in a small tree, one after the other, and sees the build refuse it and say why.

usage: walls_test.py, with Rooms.cmake beside it
"""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

CMAKE = pathlib.Path(__file__).resolve().parent

# Rooms as they stand in harness/, with as little as assay_room wants to see. No compiler is run.
TREE = {
    "CMakeLists.txt": """
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES CXX)
set(CMAKE_CXX_COMPILE_OBJECT "touch <OBJECT>")
set(CMAKE_CXX_CREATE_STATIC_LIBRARY "touch <TARGET>")
foreach(library fmt::fmt GTest::gmock_main simdjson::simdjson CLI11::CLI11)
  add_library(${library} INTERFACE IMPORTED GLOBAL)
endforeach()
add_library(assay_warnings INTERFACE)
set(ASSAY_TESTS ON)
enable_testing()
include(GoogleTest)
include(%s/Rooms.cmake)
foreach(room base sys record judge host bench/evaluate cli)
  add_subdirectory(harness/${room})
endforeach()
""" % CMAKE,
    "harness/base/CMakeLists.txt": "assay_room(base PURE PARTS text)",
    "harness/sys/CMakeLists.txt": "assay_room(sys USES base PARTS files TESTS folder_test.h)",
    "harness/record/CMakeLists.txt": "assay_room(record PURE USES base PARTS record domain.h TESTS records_test.h)",
    "harness/judge/CMakeLists.txt": """assay_room(judge PURE USES record PARTS gate u_test
        LINKS simdjson::simdjson TEST_USES sys TESTS gates_test.h APART testdata)""",
    "harness/host/CMakeLists.txt": "assay_room(host USES sys record PARTS root)",
    "harness/bench/evaluate/CMakeLists.txt": "assay_room(evaluate USES record PARTS table)",
    "harness/cli/CMakeLists.txt": "assay_room(cli USES judge host JOURNEYS gate_command ALSO main.cc LINKS CLI11::CLI11)",
    "harness/record/domain.h": "", "harness/cli/main.cc": "", "harness/judge/testdata/guest.cc": "#include <unistd.h>",
    "harness/sys/folder_test.h": "", "harness/record/records_test.h": "", "harness/judge/gates_test.h": "",
}
PARTS = ["base/text", "sys/files", "record/record", "judge/gate", "judge/u_test", "host/root", "bench/evaluate/table",
         "cli/gate_command"]
for part in PARTS:
    for end in (".h", ".cc", "_test.cc"):
        TREE[f"harness/{part}{end}"] = ""
del TREE["harness/cli/gate_command_test.cc"]

PURE = "judge/gate.cc"    # a part of a pure room
HEADER = "judge/gate.h"
TEST = "judge/gate_test.cc"
ACTING = "host/root.cc"   # a part of a room that touches the machine
SYS = "sys/files.cc"

NEIGHBOURS = "may use: judge;record;base"
QUOTES = 'a file of the harness stands in quotes: "room/part.h"'
LISTED = "not one of the headers for pure rooms, which cmake/CheckRoom.cmake lists"
HIDES = 'could hide an include; the plain form is: #include "room/part.h"'
ASKS = "a pure room asks no clock, no environment and no console"
WRITES = "only sys writes to the disk: sys/files.h"

# file, what is added to it, what of that the message shows ("" for all), and the reason
REFUSED = [
    # rooms
    (PURE, '#include "cli/gate_command.h"', "", NEIGHBOURS),
    (PURE, '#include "sys/files.h"', "", NEIGHBOURS),
    (HEADER, '#include "host/root.h"', "", NEIGHBOURS),
    (ACTING, '#include "judge/gate.h"', "", "may use: host;sys;base;record"),
    ("bench/evaluate/table.cc", '#include "judge/gate.h"', "", "may use: evaluate;record;base"),
    ("cli/main.cc", '#include "evaluate/table.h"', "", "may use: cli;judge;record;base;host;sys"),
    ("cli/gate_command.cc", '#include "evaluate/table.h"', "", "may use: cli;judge;record;base;host;sys"),
    # what of a room
    (PURE, '#include "record/record.cc"', "", "not a header that room 'record' has for others"),
    (PURE, '#include "record/recorder.h"', "", "not a header that room 'record' has for others"),
    (PURE, '#include "judge/testdata/guest.h"', "", "not a header that room 'judge' has for others"),
    (PURE, '#include "gate.h"', "", NEIGHBOURS),
    (PURE, '#include "../cli/gate_command.h"', "", NEIGHBOURS),
    (PURE, '#include "judge/../cli/gate_command.h"', "", "not a header that room 'judge' has for others"),
    (PURE, '#include "/usr/include/unistd.h"', "", NEIGHBOURS),
    (PURE, '#include "unistd.h"', "", NEIGHBOURS),
    (PURE, '#include "record/records_test.h"', "", "a header of tests, for tests alone"),
    (PURE, '#include "judge/gates_test.h"', "", "a header of tests, for tests alone"),
    # files of the harness with angle brackets
    (PURE, "#include <cli/gate_command.h>", "", QUOTES),
    (PURE, "#include <record/record.h>", "", QUOTES),
    (PURE, "#include <sys/files.h>", "", QUOTES),
    (PURE, "#include <./cli/gate_command.h>", "", QUOTES),
    (PURE, "#include <../harness/cli/gate_command.h>", "", QUOTES),
    (PURE, "#include </usr/include/unistd.h>", "", QUOTES),
    (ACTING, "#include <cli/gate_command.h>", "", QUOTES),
    (ACTING, "#include <sys/files.h>", "", QUOTES),
    (TEST, "#include <cli/gate_command.h>", "", QUOTES),
    ("bench/evaluate/table.cc", "#include <evaluate/table.h>", "", QUOTES),
    # tests
    (TEST, '#include "cli/gate_command.h"', "", NEIGHBOURS + ";sys"),
    (TEST, '#include "host/root.h"', "", NEIGHBOURS + ";sys"),
    ("judge/gates_test.h", '#include "host/root.h"', "", NEIGHBOURS + ";sys"),
    ("record/record_test.cc", '#include "sys/files.h"', "", "may use: record;base"),
    # headers of the system in pure rooms, and libraries
    *[(PURE, f"#include <{header}>", "", LISTED) for header in (
        "stdio.h", "time.h", "poll.h", "spawn.h", "unistd.h", "sys/stat.h", "linux/futex.h", "fmt/os.h",
        "fmt/chrono.h", "cstdio", "ctime", "csignal", "fstream", "iostream", "filesystem", "thread", "mutex", "future",
        "random", "regex", "bits/stdc++.h", "string.h")],
    (HEADER, "#include <stdio.h>", "", LISTED),
    ("judge/u_test.cc", "#include <stdio.h>", "", LISTED),
    (PURE, "#include <CLI/CLI.hpp>", "", "the room does not link CLI11::CLI11"),
    (ACTING, "#include <archive.h>", "", "the room does not link LibArchive::LibArchive"),
    (HEADER, "#include <simdjson.h>", "", "a library's header stays in one .cc"),
    # ways of writing that would hide an include
    (PURE, "# include <poll.h>", "", HIDES),
    (PURE, "#\tinclude <poll.h>", "", HIDES),
    (PURE, "  #include <poll.h>", "#include <poll.h>", HIDES),
    (PURE, "#include<poll.h>", "", HIDES),
    (PURE, "#include  <poll.h>", "", HIDES),
    (PURE, '#include"cli/gate_command.h"', "", HIDES),
    (PURE, "#include_next <poll.h>", "", HIDES),
    (PURE, "#import <poll.h>", "", HIDES),
    (PURE, "#embed <poll.h>", "", HIDES),
    (PURE, "#define POLL <poll.h>\n#include POLL", "#include POLL", HIDES),
    (PURE, "#define has __has_include", "", HIDES),
    (PURE, "#if __has_include(<poll.h>)", "", HIDES),
    (PURE, "#pragma GCC poison x", "", HIDES),
    (PURE, "/* */ #include <poll.h>", "", HIDES),
    (PURE, "#/**/include <poll.h>", "", HIDES),
    (PURE, "#include/**/<poll.h>", "", HIDES),
    (PURE, "/*\n*/ #include <poll.h>", "*/ #include <poll.h>", HIDES),
    (PURE, "/*\n// */ #include <poll.h>", "// */ #include <poll.h>", HIDES),
    (PURE, "/* *\\\n/ #include <poll.h>", "/* */ #include <poll.h>", HIDES),
    (PURE, "#inc\\\nlude <poll.h>", "#include <poll.h>", LISTED),
    (PURE, "#include \\\n<poll.h>", "#include <poll.h>", LISTED),
    (PURE, "#include <po\\ \nll.h>", "#include <poll.h>", LISTED),
    (PURE, "#inc??/\nlude <poll.h>", "#include <poll.h>", LISTED),
    (PURE, "%:include <poll.h>", "", HIDES),
    (PURE, "??=include <poll.h>", "", HIDES),
    (PURE, "\ufeff#include <poll.h>", "", HIDES),
    (PURE, "\f#include <poll.h>", "#include <poll.h>", HIDES),
    (PURE, "int a[] = {1};  // [\n#include <poll.h>", "#include <poll.h>", LISTED),
    (PURE, '#include "record/record.h"  // [\n#include <poll.h>', "#include <poll.h>", LISTED),
    (ACTING, "# include <cli/gate_command.h>", "", HIDES),
    (TEST, "# include <cli/gate_command.h>", "", HIDES),
    # what a pure room asks
    (PURE, "auto t = std::chrono::steady_clock::now();", "_clock", ASKS),
    (PURE, "using Clock = std::chrono::steady_clock;", "_clock", ASKS),
    (PURE, "auto t = Clock::now();", "::now", ASKS),
    (PURE, 'auto home = std::getenv("HOME");', "getenv", ASKS),
    (PURE, 'std::system("true");', "::system", ASKS),
    (PURE, 'fmt::print(stdout, "x");', "stdout", ASKS),
    (PURE, 'fmt::print("x");', "print", ASKS),
    (PURE, 'std::printf("x");', "std::printf", ASKS),
    (PURE, 'extern "C" int poll(void*, unsigned long, int);', 'extern "C"', ASKS),
    # what changes the disk
    (ACTING, "fs::create_directory(path);", "fs::create_directory", WRITES),
    (ACTING, "std::filesystem::create_directories(path);", "filesystem::create_directories", WRITES),
    (ACTING, "create_directories(path);", "create_directories", WRITES),
    (ACTING, "fs::remove(path, fault);", "fs::remove", WRITES),
    (ACTING, "fs::remove_all(path);", "fs::remove_all", WRITES),
    (ACTING, "fs::rename(a, b);", "fs::rename", WRITES),
    (ACTING, "fs::copy(a, b);", "fs::copy", WRITES),
    (ACTING, "fs::copy_file(a, b);", "fs::copy_file", WRITES),
    (ACTING, "fs::copy_symlink(a, b);", "fs::copy_symlink", WRITES),
    (ACTING, "fs::resize_file(path, 0);", "fs::resize_file", WRITES),
    (ACTING, "fs::permissions(path, mode);", "fs::permissions", WRITES),
    (ACTING, "fs::create_symlink(a, b);", "fs::create_symlink", WRITES),
    (ACTING, "fs::create_hard_link(a, b);", "fs::create_hard_link", WRITES),
    (ACTING, "fs::create_directory_symlink(a, b);", "fs::create_directory_symlink", WRITES),
    (ACTING, "fs::last_write_time(path.parent_path(), time);", "fs::last_write_time", WRITES),
    (ACTING, "if (old) last_write_time(path,\n  time);", "last_write_time", WRITES),
    (ACTING, "start();  // why\nstd::filesystem::current_path(path);", "std::filesystem::current_path", WRITES),
    (ACTING, "using std::filesystem::rename;", "filesystem::rename", WRITES),
    (ACTING, "auto away = &fs::remove;", "fs::remove", WRITES),
    (ACTING, "namespace f = std::filesystem;", "namespace f = std::filesystem", WRITES),
    (ACTING, "namespace fs = std::filesystem;\nnamespace f = fs;", "namespace f = fs", WRITES),
    (ACTING, "using namespace std::filesystem;", "using namespace std::filesystem", WRITES),
    (ACTING, "  remove(path);", "remove", WRITES),
    (ACTING, "std::remove(name);", "std::remove", WRITES),
    (ACTING, "::rename(a, b);", "::rename", WRITES),
    (ACTING, "::mkdir(name, 0755);", "::mkdir", WRITES),
    (ACTING, "unlink(name);", "unlink", WRITES),
    (ACTING, "std::ofstream file(path);", "std::ofstream", WRITES),
    (ACTING, "std::fstream file(path);", "std::fstream", WRITES),
    (ACTING, 'std::fopen(name, "w");', "std::fopen", WRITES),
    (ACTING, 'fopen(name, "w");', "fopen", WRITES),
    (ACTING, "::open(name, O_RDWR | O_CREAT, 0644);", "O_CREAT", WRITES),
    (HEADER, "inline void away(const P& p) { remove_all(p); }", "remove_all", WRITES),
    ("cli/main.cc", "fs::remove(path);", "fs::remove", WRITES),
]

ALLOWED = [
    (PURE, '#include "judge/gate.h"\n#include "record/domain.h"\n#include "base/text.h"  // why'),
    (PURE, "#include <fmt/format.h>\n#include <chrono>\n#include <vector>  // why\n#include <simdjson.h>"),
    (PURE, '#pragma once\n#if defined(__x86_64__)\n#elif X\n#else\n#endif  // what\n#define X \\\n  1\r\n#include <map>'),
    (PURE, '// asks no _clock::now\nconst char* text = "#include <poll.h>"; int x = a[1];\nauto known = now();'),
    (PURE, "std::ranges::copy(a, b); values.remove(x); text.remove_suffix(1); std::copy(a, b, c);"),
    (PURE, 'fmt::print(stderr, "x"); std::snprintf(a, 1, "x"); catalog.system(a);'),
    (TEST, '#include "sys/files.h"\n#include "sys/folder_test.h"\n#include "judge/u_test.h"\n#include "judge/gates_test.h"'),
    (TEST, "#include <unistd.h>\n#include <fstream>\nfs::remove_all(folder); auto t = steady_clock::now();"),
    ("judge/gates_test.h", '#include "sys/files.h"\n#include <filesystem>'),
    ("judge/u_test_test.cc", '#include "judge/u_test.h"'),
    (ACTING, '#include "sys/files.h"\n#include "record/record.h"\n#include <sys/stat.h>\n#include <fstream>'),
    (ACTING, "sys::copy_file(a, b); assay::sys::remove_all(a); auto t = steady_clock::now(); ::open(name, O_RDWR);"),
    (ACTING, "auto t = fs::last_write_time(path(a), fault); auto here = fs::current_path(fault); std::ifstream file(path);"),
    (ACTING, "namespace fs = std::filesystem;\n  // fs::remove(path)\nint i;  // remove(path)\nauto p = fs::status(path).permissions();"),
    (SYS, "fs::remove_all(path); std::ofstream file(path); ::open(name, O_WRONLY | O_CREAT, 0644);"),
    ("bench/evaluate/table.cc", '#include "evaluate/table.h"\n#include "record/record.h"'),
]


class Walls(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-walls-"))
        self.addCleanup(shutil.rmtree, self.folder)
        for path, text in TREE.items():
            self.write(path, text)

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, newline="")

    def call(self, *words):
        done = subprocess.run(words, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def configure(self):
        return self.call("cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_CXX_COMPILER=/bin/true",
                         "-DCMAKE_CXX_COMPILER_FORCED=ON", "-DCMAKE_BUILD_TYPE=Debug")

    def check(self, room):
        return self.call("ninja", "-C", "build", f"harness/{room}/room.ok")

    def assert_stands(self):
        code, said = self.configure()
        self.assertEqual(code, 0, said)
        for room in ("base", "sys", "record", "judge", "host", "bench/evaluate", "cli"):
            code, said = self.check(room)
            self.assertEqual(code, 0, said)

    def assert_not_configured(self, path, text, why):
        self.write(path, text)
        code, said = self.configure()
        self.assertNotEqual(code, 0)
        self.assertIn(why, " ".join(said.split()))

    def test_refuses_what_a_room_may_not_include_or_call(self):
        self.assert_stands()
        for file, text, shown, why in REFUSED:
            with self.subTest(file=file, text=text):
                self.write(f"harness/{file}", f"int before;\n{text}\nint after;\n")
                code, said = self.check(pathlib.Path(file).parent)
                self.assertNotEqual(code, 0)
                self.assertIn(f"{pathlib.Path(file).name}: {shown or text}  ({why})", said)
                self.write(f"harness/{file}", "")
        self.assert_stands()

    def test_lets_pass_what_a_room_may_include_and_call(self):
        self.assert_stands()
        for file, text in ALLOWED:
            with self.subTest(file=file, text=text):
                self.write(f"harness/{file}", text + "\n")
                code, said = self.check(pathlib.Path(file).parent)
                self.assertEqual(code, 0, said)
                self.assertIn("Checking what room", said)

    def test_a_library_has_one_reader_in_a_room(self):
        self.write("harness/judge/gate.cc", "#include <simdjson.h>\n#include <simdjson.h>\n")
        self.assert_stands()
        self.write("harness/judge/u_test.cc", "#include <simdjson.h>\n")
        code, said = self.check("judge")
        self.assertNotEqual(code, 0)
        self.assertIn("u_test.cc: #include <simdjson.h>  (a library's header stays in one .cc, here gate.cc)", said)

    def test_finds_a_file_that_nobody_named(self):
        self.assert_stands()
        for file in ("judge/other.cc", "judge/other.h", "judge/other_test.cc", "judge/inner/other.h", "judge/other.hpp"):
            with self.subTest(file=file):
                self.write(f"harness/{file}", "")
                code, said = self.check("judge")
                self.assertNotEqual(code, 0)
                self.assertIn(f"{file.removeprefix('judge/')}: no line of CMakeLists.txt names it", said)
                (self.folder / "harness" / file).unlink()

    def test_looks_again_when_a_room_loses_a_neighbour(self):
        self.write("harness/judge/gate.cc", '#include "record/record.h"\n')
        self.assert_stands()
        self.write("harness/judge/CMakeLists.txt", TREE["harness/judge/CMakeLists.txt"].replace("USES record ", "USES base "))
        self.assertEqual(self.configure()[0], 0)
        code, said = self.check("judge")
        self.assertNotEqual(code, 0)
        self.assertIn("may use: judge;base)", said)

    def test_a_room_uses_no_later_room(self):
        self.assert_not_configured("harness/record/CMakeLists.txt", "assay_room(record PURE USES judge PARTS record)",
                                   "room 'record' uses 'judge', which comes later or does not exist")

    def test_two_rooms_do_not_use_each_other(self):
        self.assert_not_configured("harness/base/CMakeLists.txt", "assay_room(base PURE USES record PARTS text)",
                                   "room 'base' uses 'record', which comes later or does not exist")

    def test_a_pure_room_uses_no_acting_one(self):
        self.assert_not_configured("harness/judge/CMakeLists.txt", "assay_room(judge PURE USES sys PARTS gate u_test)",
                                   "pure room 'judge' uses 'sys', which touches the machine")

    def test_tests_use_no_later_room(self):
        self.assert_not_configured("harness/base/CMakeLists.txt", "assay_room(base PURE PARTS text TEST_USES sys)",
                                   "tests of room 'base' use 'sys', which comes later or does not exist")

    def test_a_part_has_its_test_beside_it(self):
        (self.folder / "harness/judge/gate_test.cc").unlink()
        self.assert_not_configured("harness/judge/gate.cc", "", "Cannot find source file: gate_test.cc")


if __name__ == "__main__":
    unittest.main()
