// SPDX-License-Identifier: Apache-2.0
// Outside text, such as names of benchmarks and files, in each format: one function a format. Two
// more stand in base because lower rooms need them: `printable` (terminals, logs and messages) and
// `Json`, of which SARIF and Code Quality reports are made too. base/ugly_names_test.h has the
// names that all of them are tested with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::present {

// A field of CSV (RFC 4180) on one line. What `printable` escapes stands there as the escape, with
// backslashes doubled, so that it can be undone; what a spreadsheet would take for a formula has a
// `'` before it, and so has what begins with `'`. In quotes where it has to be. docs/formats.md
// says how to read it back.
std::string csv_field(std::string_view text);

// For text and attributes of XML 1.0: what is markup is escaped, what XML forbids is dropped, and
// white space survives an attribute. Broken UTF-8 becomes U+FFFD. A control that XML allows becomes
// a reference.
std::string xml_escaped(std::string_view text);

// A workflow command of GitHub's, as docs.github.com and actions/toolkit say: a message, and a
// property such as the title.
std::string github_message(std::string_view text);
std::string github_property(std::string_view text);

// Text that stays text on GitHub and GitLab: no markup, no HTML, no new cell, no link, and nobody
// is mentioned. At most `limit` bytes of `text`.
std::string inert_markdown(std::string_view text, std::size_t limit);
// A name, in <code>, which can be copied as it is.
std::string markdown_code(std::string_view name);

// A relative URI reference (RFC 3986) for a path whose parts are separated by `/`.
std::string uri_path(std::string_view path);

}  // namespace assay::present
