// SPDX-License-Identifier: Apache-2.0
// Header blocks of HTTP/2 (RFC 7541): the table that they fill, and their decoder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "hpack_tables.h"
#include "messages.h"

namespace assay::web {

struct Field {
  std::string_view name, value;
};

// Section 2.3.2: the newest entry is the first, and the oldest ones make room. An entry counts 32
// bytes more than its text. Texts lie one behind the other.
class DynamicTable {
 public:
  explicit DynamicTable(std::size_t most) : most_(most), text_(2 * kMostBytes) {}

  void clear() {
    count_ = used_ = end_ = 0;
    allowed_ = most_;
  }
  std::size_t count() const { return count_; }
  Field operator[](std::size_t i) const {
    const Entry& entry = entries_[(newest_ - i) % entries_.size()];
    const char* const at = reinterpret_cast<const char*>(text_.data()) + entry.at;
    return {{at, entry.name}, {at + entry.name, entry.value}};
  }
  bool allow(std::size_t bytes) {
    if (bytes > most_) return false;
    allowed_ = bytes;
    drop_until(allowed_);
    return true;
  }
  // The field's text must lie elsewhere.
  void add(Field field) {
    const std::size_t length = field.name.size() + field.value.size();
    drop_until(length + kOverhead > allowed_ ? 0 : allowed_ - length - kOverhead);
    if (length + kOverhead > allowed_) return;
    if (end_ + length > text_.size()) move_to_front();
    std::memcpy(text_.data() + end_, field.name.data(), field.name.size());
    std::memcpy(text_.data() + end_ + field.name.size(), field.value.data(), field.value.size());
    newest_ = (newest_ + 1) % entries_.size();
    entries_[newest_] = {end_, field.name.size(), field.value.size()};
    ++count_;
    end_ += length;
    used_ += length + kOverhead;
  }

 private:
  static constexpr std::size_t kOverhead = 32, kMostBytes = 4096;
  struct Entry {
    std::size_t at, name, value;
  };

  Entry& oldest() { return entries_[(newest_ + 1 - count_) % entries_.size()]; }
  void drop_until(std::size_t bytes) {
    for (; used_ > bytes; --count_) used_ -= oldest().name + oldest().value + kOverhead;
  }
  void move_to_front() {
    const std::size_t begin = count_ == 0 ? end_ : oldest().at;
    std::memmove(text_.data(), text_.data() + begin, end_ - begin);
    for (std::size_t i = 0; i < count_; ++i) entries_[(newest_ - i) % entries_.size()].at -= begin;
    end_ -= begin;
  }

  std::size_t most_, allowed_ = most_, count_ = 0, used_ = 0, end_ = 0, newest_ = 0;
  std::array<Entry, kMostBytes / kOverhead> entries_{};  // a power of two
  Bytes text_;
};

// Entry of an index of either table; false where there is none.
inline bool look_up(const DynamicTable& table, std::size_t index, Field& field) {
  if (index == 0 || index > kStaticTable.size() + table.count()) return false;
  if (index <= kStaticTable.size()) {
    field = {kStaticTable[index - 1].name, kStaticTable[index - 1].value};
  } else {
    field = table[index - 1 - kStaticTable.size()];
  }
  return true;
}

inline constexpr std::size_t kMostOutput = 1 << 16;

// Reads a block, whose strings `Code` decodes, and writes "name: value" and a line feed of each
// field.
template <class Code>
class BlockDecoder {
 public:
  BlockDecoder(const Code& code, DynamicTable& table, std::uint8_t* out)
      : code_(&code), table_(&table), out_(out), to_(out) {}

  std::uint32_t written() const { return static_cast<std::uint32_t>(to_ - out_); }

  bool decode(Text block) {
    block_ = block;
    at_ = 0;
    while (at_ < block_.size()) {
      const std::uint8_t first = block_[at_];
      bool well = false;
      if (first >= 0x80) {
        well = indexed();
      } else if (first >= 0x40) {
        well = literal(6, true);
      } else if (first >= 0x20) {
        std::size_t bytes = 0;
        well = integer(5, bytes) && table_->allow(bytes);
      } else {
        well = literal(4, false);
      }
      if (!well) return false;
    }
    return true;
  }

 private:
  // Section 5.1: what does not fit into the prefix follows in groups of seven bits.
  bool integer(std::uint32_t prefix, std::size_t& value) {
    const std::uint32_t most = (1u << prefix) - 1;
    if (at_ == block_.size()) return false;
    value = block_[at_++] & most;
    if (value < most) return true;
    for (std::uint32_t shift = 0; at_ < block_.size() && shift < 28; shift += 7) {
      const std::uint8_t byte = block_[at_++];
      value += std::size_t{byte & 127u} << shift;
      if (byte < 128) return true;
    }
    return false;
  }
  bool write(std::string_view text) {
    if (kMostOutput - written() < text.size()) return false;
    std::memcpy(to_, text.data(), text.size());
    to_ += text.size();
    return true;
  }
  // Section 5.2. A byte takes at least five bits.
  bool string() {
    if (at_ == block_.size()) return false;
    const bool is_coded = block_[at_] >= 0x80;
    std::size_t length = 0;
    if (!integer(7, length) || length > block_.size() - at_) return false;
    const Text text = block_.subspan(at_, length);
    at_ += length;
    if (!is_coded) return write({reinterpret_cast<const char*>(text.data()), length});
    if (kMostOutput - written() < length * 8 / 5 + 1) return false;
    const std::uint32_t decoded = code_->decode(text, to_);
    if (decoded == kFault) return false;
    to_ += decoded;
    return true;
  }
  bool indexed() {
    std::size_t index = 0;
    Field field;
    return integer(7, index) && look_up(*table_, index, field) && write(field.name) &&
           write(": ") && write(field.value) && write("\n");
  }
  bool literal(std::uint32_t prefix, bool is_added) {
    std::size_t index = 0;
    Field field;
    if (!integer(prefix, index)) return false;
    const std::uint32_t name = written();
    if (!(index == 0 ? string() : look_up(*table_, index, field) && write(field.name)))
      return false;
    const std::uint32_t name_end = written();
    if (!write(": ")) return false;
    const std::uint32_t value = written();
    if (!string()) return false;
    if (is_added) table_->add({output(name, name_end), output(value, written())});
    return write("\n");
  }
  std::string_view output(std::uint32_t begin, std::uint32_t end) const {
    return {reinterpret_cast<const char*>(out_) + begin, end - begin};
  }

  const Code* code_;
  DynamicTable* table_;
  std::uint8_t *out_, *to_;
  Text block_;
  std::size_t at_ = 0;
};

}  // namespace assay::web
