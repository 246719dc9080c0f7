// SPDX-License-Identifier: Apache-2.0
// The data types of SSH (RFC 4251, section 5) and the armor around its keys and signatures, written
// and read. A reader never goes beyond its bytes: what is not there is empty, and it stays failed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::submit {

std::string wire_number(std::uint32_t number);
std::string wire_string(std::string_view bytes);

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : left_(bytes) {}

  std::string_view bytes(std::size_t count);
  std::uint32_t number();
  std::string_view string();
  // The magnitude of an mpint that is positive and no longer than it need be.
  std::string_view positive();

  std::string_view left() const { return left_; }
  bool failed() const { return failed_; }
  bool whole() const { return !failed_ && left_.empty(); }  // all was there, and nothing else

 private:
  std::string_view left_;
  bool failed_ = false;
};

// "-----BEGIN SSH SIGNATURE-----", lines of 70 characters as ssh-keygen writes them, END.
std::string armor(std::string_view bytes, std::string_view label);

struct Unarmored {
  std::optional<std::string> bytes;
  std::string wrong;  // a sentence without its end, when there are no bytes
};
// Takes nothing before BEGIN, nothing after END but one line break, lines of 1 to 76 characters.
Unarmored unarmor(std::string_view text, std::string_view label);

}  // namespace assay::submit
