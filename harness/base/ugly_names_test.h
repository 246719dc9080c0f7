// SPDX-License-Identifier: Apache-2.0
// Names as somebody else's files and benchmarks may be called, each made to break out of one of the
// places where names are shown. The tests of every format read this list.
#pragma once

#include <string>
#include <vector>

namespace assay::base {

inline std::vector<std::string> ugly_names() {
  using namespace std::string_literals;
  std::vector<std::string> names{
      // Lines and control characters.
      "two\nlines", "\nfirst", "last\n", "windows\r\nline", "only\rreturn", "a\tb", "\v\f\b\a",
      "nul\0byte"s, "\0"s, "del\x7f",
      // Terminals: colour, clearing, the title, a link (OSC 8), C1 controls in one byte and in two.
      "\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;http://x.test\x1b\\link",
      "\u009b31m", "\x9b"s + "31m", "\u0085next",
      // Bidirectional controls and the other separators of lines.
      "\u202etxt.exe", "\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069",
      "\u200e\u200f\u061c", "a\u2028b\u2029c",
      // What nobody sees.
      "a\u200bb", "a\u00adb\u2060\ufeff", "\U000e0061\U000e007f",
      // Commands of CI servers, at the beginning of a line and within it, and escapes of theirs.
      "::error::all is lost", "  ::warning file=x::y", "\u00a0::notice::z", "x\n::error::y",
      "::stop-commands::t", "##[error]no", "a ##[add-mask]b", "##vso[task.complete]",
      "##teamcity[buildStop]", "###[error]", "%0A::error::x", "100%", "a,b:c%2C%3A",
      // Formulas of spreadsheets, and what only looks like one.
      "=cmd()", "=1+1", "+1+1", "-1+1", "-0.5", "-", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
      "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "'", "'=1", "''", "a;=1", "a\t=1",
      // Fields, quotes and backslashes.
      "a,b", "\"", "a\"b\"", "\",=1,\"", "back\\slash", "\\n", "\\x41", "\\\\", "\\", "a;b", "",
      " ", " edge ",
      // Markup.
      "a|b", "<script>alert(1)</script>", "</details>", "</code>", "<!--", "]]>", "<![CDATA[", "&",
      "&lt;", "&#10;", "_it_", "a_b_c", "__init__", "*b*", "**b**", "`c`", "``` x", "[a](http://x)",
      "](http://x)", "![a](http://x)", "# head", "- item", "1. item", "> quote", "~~x~~",
      "    code", "http://x.test/", "www.x.test", "a@x.test", "@all", "#12", "!12", "$x$",
      ":smile:", "---", "a\n\n| b |",
      // Broken UTF-8, and what XML 1.0 has no place for.
      "\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "ok\xe2\x82", "\ufffe\uffff",
      "\ufffd",
      // Good ones, which stay as they are.
      "plain/name/64", "gr\u00fc\u00df", "\u7f16\u8bd1\u5668", "\U0001f600", "a b (c) [d] {e}"};
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  names.push_back(bytes);
  names.push_back(std::string(300, '@'));
  names.push_back(std::string(20'000, 'x'));
  return names;
}

}  // namespace assay::base
