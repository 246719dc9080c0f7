// SPDX-License-Identifier: Apache-2.0
#include "present/escaping.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "base/ugly_names_test.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::present {
namespace {

using base::Json;

// What another program makes of the text: a list of strings, each in hexadecimal.
std::vector<std::string> hex_read_by_python(const std::string& script, const std::string& text) {
  const auto ended = sys::run_process({.argv = {"python3", "-c", script}, .input = text});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  std::vector<std::string> read;
  const Json list = base::parse_json(ended.out, "python");
  for (const Json& hex : *list.array()) {
    std::string& one = read.emplace_back();
    for (std::size_t at = 0; at < hex.string()->size(); at += 2) {
      one += static_cast<char>(std::stoi(hex.string()->substr(at, 2), nullptr, 16));
    }
  }
  return read;
}

// The first block of Python in docs/formats.md.
std::string documented_reader() {
  const std::string docs =
      sys::read_file(ASSAY_SOURCE_DIR "/docs/formats.md", base::Bytes{1u << 20});
  const std::string fence = "```python\n";
  const std::size_t begin = docs.find(fence) + fence.size();
  return docs.substr(begin, docs.find("```", begin) - begin);
}

// For what a format writes as it is: nothing acts on a terminal, no line of it is a command for a
// CI server, and it has one line.
void expect_harmless_text(const std::string& text) {
  EXPECT_EQ(base::printable(text, 1'000'000), text);
}

TEST(CsvField, QuotesWhatWouldEndAFieldAndKeepsALineOne) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"plain text", "plain text"},
      {"a,b", "\"a,b\""},
      {"a;b", "\"a;b\""},
      {"say \"so\"", "\"say \"\"so\"\"\""},
      {"two\nlines", "two\\nlines"},
      {"a\rb\tc", "a\\rb\\tc"},
      {"back\\slash", "back\\\\slash"},
      {"\x1b\xff\u202e", "\\x1b\\xff\\u202e"},
      {" x", "\" x\""},
      {"", ""}};
  for (const auto& [text, field] : cases) EXPECT_EQ(csv_field(text), field);
}

TEST(CsvField, IsNothingThatASpreadsheetExecutes) {
  const std::vector<std::pair<std::string, std::string>> cases{{"=SUM(A1)", "'=SUM(A1)"},
                                                               {"@a,b", "\"'@a,b\""},
                                                               {"+x", "'+x"},
                                                               {"-O2", "'-O2"},
                                                               {"-0.5", "-0.5"},
                                                               {" =1", "' =1"},
                                                               {"\t=1", "'\\t=1"},
                                                               {"\uff1d1", "'\uff1d1"},
                                                               {"'x", "''x"},
                                                               {"a=b", "a=b"}};
  for (const auto& [text, field] : cases) EXPECT_EQ(csv_field(text), field);
}

TEST(CsvField, IsReadBackAsTheDocumentsSay) {
  const auto names = base::ugly_names();
  std::string csv = "benchmark,number\r\n";
  for (const std::string& name : names) {
    const std::string field = csv_field(name);
    expect_harmless_text(field);
    csv += field + ",1\r\n";
  }
  const std::string script =
      "import csv, io, json, sys\n" + documented_reader() +
      "rows = list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline='')))\n"
      "print(json.dumps([read_back(row[0]).hex() for row in rows[1:]]))\n";
  EXPECT_EQ(hex_read_by_python(script, csv), names);
}

TEST(XmlEscaped, KeepsWhatXmlAllows) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a<b>&\"'", "a&lt;b&gt;&amp;&quot;'"},
      {"]]>", "]]&gt;"},
      {"\t\r\n", "&#9;&#13;&#10;"},
      {std::string("a\0\x01\x1f\x7f", 5), "a&#127;"},
      {"a\xff", "a\ufffd"},
      {"\u202e##[error]#1", "&#8238;#&#35;[error]#1"},
      {"\ufffe\uffff\ufffd", "\ufffd"},
      {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},  // a surrogate is no UTF-8
      {"\U0001f600", "\U0001f600"}};
  for (const auto& [text, escaped] : cases) EXPECT_EQ(xml_escaped(text), escaped) << text;
}

// What XML 1.0 has no way to say is gone; all else is there.
TEST(XmlEscaped, IsReadByAnotherParser) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<all>\n";
  std::vector<std::string> expected;
  for (const std::string& name : base::ugly_names()) {
    const std::string escaped = xml_escaped(name);
    EXPECT_EQ(base::replace_all(escaped, "##", ""), escaped);
    xml += "<one a=\"" + escaped + "\">" + escaped + "</one>\n";
    std::string kept =
        base::replace_all(base::replace_all(base::valid_utf8(name), "\ufffe", ""), "\uffff", "");
    std::erase_if(kept,
                  [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
    expected.insert(expected.end(), 2, kept);
  }
  const std::string script =
      "import json, sys\n"
      "from xml.dom import minidom\n"
      "read = []\n"
      "for one in minidom.parseString(sys.stdin.buffer.read()).getElementsByTagName('one'):\n"
      "    text = ''.join(node.data for node in one.childNodes)\n"
      "    read += [one.getAttribute('a').encode().hex(), text.encode().hex()]\n"
      "print(json.dumps(read))\n";
  EXPECT_EQ(hex_read_by_python(script, xml + "</all>\n"), expected);
}

TEST(Json, OfUglyNamesIsReadByAnotherParser) {
  Json list{Json::Array{}};
  std::vector<std::string> expected;
  for (const std::string& name : base::ugly_names()) {
    list.push(name);
    expected.push_back(base::valid_utf8(name));
  }
  const std::string script =
      "import json, sys\n"
      "print(json.dumps([name.encode().hex() for name in json.load(sys.stdin.buffer)]))\n";
  EXPECT_EQ(hex_read_by_python(script, list.dump()), expected);
}

TEST(GithubCommand, EscapesAsTheRunnerUnescapes) {
  EXPECT_EQ(github_message("5%, a:b\r\n%0A"), "5%25, a:b%0D%0A%250A");
  EXPECT_EQ(github_property("5%, a:b\r\n"), "5%25%2C a%3Ab%0D%0A");
}

// As ActionCommand.cs of actions/runner: the name and the properties end at the second "::", the
// properties are separated by commas, and each escape is replaced, that of % last.
struct ReadCommand {
  std::string name, title, message;
  friend bool operator==(const ReadCommand&, const ReadCommand&) = default;
};
ReadCommand read_command(const std::string& line) {
  const std::size_t end = line.find("::", 2);
  const std::string info = line.substr(2, end - 2);
  const std::size_t space = info.find(' ');
  ReadCommand command{.name = info.substr(0, space), .title = {}, .message = line.substr(end + 2)};
  for (const std::string& property : base::split(info.substr(space + 1), ',')) {
    if (property.starts_with("title=")) command.title = property.substr(6);
  }
  const std::vector<std::pair<std::string, std::string>> escapes{
      {"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}};
  for (const auto& [escape, sign] : escapes) {
    command.title = base::replace_all(command.title, escape, sign);
    if (sign == ":" || sign == ",") continue;
    command.message = base::replace_all(command.message, escape, sign);
  }
  return command;
}

TEST(GithubCommand, HoldsEveryUglyName) {
  for (const std::string& name : base::ugly_names()) {
    const std::string shown = base::printable(name);
    const std::string line =
        "::error title=" + github_property(shown) + "::" + github_message(shown);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(read_command(line), (ReadCommand{"error", shown, shown}));
  }
}

TEST(InertMarkdown, LeavesNothingThatIsMarkupOrAReference) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"head: a change under 3.1 % (twice)", "head: a change under 3.1 % (twice)"},
      {"a|b", "a&#124;b"},
      {"`x`", "&#96;x&#96;"},
      {"<b>&amp;", "&#60;b&#62;&#38;&#8203;amp;"},
      {"[a](b)", "&#91;a&#93;(b)"},
      {"a_b\\", "a&#95;b&#92;"},
      {"@all", "&#64;&#8203;all"},
      {"5%, 6%~x", "5%, 6&#37;&#8203;&#126;&#8203;x"},
      {"#12", "&#35;&#8203;12"},
      {":smile:", "&#58;&#8203;smile:"},
      {"http://x", "http&#58;&#8203;//x"},
      {"www.x.test", "www&#46;x.test"},
      {"a\nb\x1b", "a&#92;nb&#92;x1b"},
      {"\u202e", "&#92;u202e"},
      {"gr\u00fc\u00df", "gr\u00fc\u00df"}};
  for (const auto& [text, escaped] : cases) EXPECT_EQ(inert_markdown(text, 100), escaped) << text;
  EXPECT_EQ(inert_markdown("abcdefgh", 6), "abc...");
}

// At the beginning of a line these would be a list, a heading, a rule or code.
TEST(InertMarkdown, BeginsNoBlock) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"- a", "&#45; a"},   {"--- a", "&#45;-- a"}, {"===", "&#61;=="},     {"+ a", "&#43; a"},
      {"1. a", "1&#46; a"}, {"12) a", "12&#41; a"}, {"    a", "&#32;   a"}, {"-O2", "-O2"},
      {"+1.0 %", "+1.0 %"}, {"12.3 ns", "12.3 ns"}, {"1.03x", "1.03x"},     {"7", "7"}};
  for (const auto& [text, escaped] : cases) EXPECT_EQ(inert_markdown(text, 100), escaped) << text;
}

// Entities mean themselves everywhere, so what is left has to be plain letters and signs.
TEST(Markdown, HoldsEveryUglyNameAsText) {
  std::string all;
  std::vector<std::string> expected;
  for (const std::string& name : base::ugly_names()) {
    for (const std::string& text : {inert_markdown(name, 300), markdown_code(name)}) {
      std::string rest = base::replace_all(base::replace_all(text, "<code>", ""), "</code>", "");
      all += base::replace_all(rest, "&#8203;", "") + '\n';
      expected.push_back(base::printable(name, 300));
      for (std::size_t at = rest.find("&#"); at != std::string::npos; at = rest.find("&#")) {
        rest.erase(at, rest.find(';', at) + 1 - at);
      }
      EXPECT_EQ(rest.find_first_of("\\`*_{}[]<>#!|~&$@^\"?\n\r"), std::string::npos) << text;
      EXPECT_EQ(rest.find("://"), std::string::npos) << text;
    }
  }
  const std::string script =
      "import html, json, sys\n"
      "lines = sys.stdin.buffer.read().decode().split('\\n')[:-1]\n"
      "print(json.dumps([html.unescape(line).encode().hex() for line in lines]))\n";
  EXPECT_EQ(hex_read_by_python(script, all), expected);
}

TEST(UriPath, IsRelativeWhateverTheNames) {
  EXPECT_EQ(uri_path("benchmarks/libc/sort.cc"), "benchmarks/libc/sort.cc");
  EXPECT_EQ(uri_path("a b/c:d?e#f%20\u00fc"), "a%20b/c%3Ad%3Fe%23f%2520%C3%BC");
}

TEST(UriPath, IsReadBackByAnotherProgram) {
  std::string all;
  for (const std::string& name : base::ugly_names()) all += uri_path(name) + '\n';
  const std::string script =
      "import json, sys, urllib.parse\n"
      "lines = sys.stdin.read().split('\\n')[:-1]\n"
      "print(json.dumps([urllib.parse.unquote_to_bytes(line).hex() for line in lines]))\n";
  EXPECT_EQ(hex_read_by_python(script, all), base::ugly_names());
}

}  // namespace
}  // namespace assay::present
