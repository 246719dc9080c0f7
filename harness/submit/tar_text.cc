// SPDX-License-Identifier: Apache-2.0
#include "submit/tar_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/units.h"

namespace assay::submit {
namespace {

using base::Outcome;

constexpr std::size_t kBlock = 512;
constexpr std::size_t kTarRecord = 20 * kBlock;  // archives are filled up to such a multiple
constexpr std::uint64_t kPaxLimit = 4096;        // of one entry's header

// Where the fields of a header stand (POSIX, pax: "ustar Header Block").
struct Field {
  std::size_t at, size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kSize{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kKind{156, 1}, kLink{157, 100}, kMagic{257, 8},
    kUserName{265, 32}, kGroupName{297, 32}, kMajor{329, 8}, kMinor{337, 8}, kPrefix{345, 155},
    kRest{500, 12};
constexpr std::string_view kUstar("ustar\00000", 8), kGnu("ustar  \0", 8);

std::string_view field(std::string_view block, Field where) {
  return block.substr(where.at, where.size);
}

// The C library compares words, where find_first_not_of would look at each byte.
bool only(std::string_view bytes, char c) {
  return bytes.empty() ||
         (bytes.front() == c && bytes.substr(1) == bytes.substr(0, bytes.size() - 1));
}

// The sum of all bytes, those of the field itself taken as blanks.
std::uint64_t sum_of(std::string_view block) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
    sum += own ? std::uint64_t{' '} : static_cast<unsigned char>(block[i]);
  }
  return sum;
}

// Octal digits, then blanks and zero bytes, at least one.
std::optional<std::uint64_t> octal(std::string_view text) {
  const std::size_t end = text.find_first_not_of("01234567");
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text.substr(0, end)) value = value * 8 + static_cast<unsigned>(c - '0');
  text.remove_prefix(end);
  const bool filled = text.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos;
  return filled ? std::optional(value) : std::nullopt;
}

// The text before the first zero byte. Nothing if anything else follows: some would read it.
std::optional<std::string_view> text_of(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find('\0'), bytes.size());
  if (!only(bytes.substr(end), '\0')) return std::nullopt;
  return bytes.substr(0, end);
}

// The name of an entry whose header can't be trusted yet.
std::string name_in(std::string_view block) {
  const std::string_view name = field(block, kName);
  return shown(name.substr(0, name.find('\0')));
}

struct Format {
  std::string_view begin, code, name;
};
constexpr Format kFormats[] = {
    {"PK\x03\x04", "format-zip", "a zip archive"},
    {"\xfd"
     "7zXZ",
     "format-xz", "xz"},
    {"\x1f\x8b", "format-gzip-twice", "gzip in gzip"},
    {"BZh", "format-bzip2", "bzip2"},
    {"\x28\xb5\x2f\xfd", "format-zstd", "zstd"},
    {"7z\xbc\xaf", "format-7z", "a 7z archive"},
    {"070707", "format-cpio", "a cpio archive"},
    {"070701", "format-cpio", "a cpio archive"},
    {"!<arch>", "format-ar", "an ar archive"},
};

Outcome no_tar(std::string_view bytes) {
  if (bytes.empty()) return Outcome::failed("empty", "the archive is empty");
  for (const Format& format : kFormats) {
    if (!bytes.starts_with(format.begin)) continue;
    return Outcome::failed(std::string(format.code),
                           fmt::format("this is {}; a submission is a tar archive", format.name));
  }
  return Outcome::failed("not-tar", "this is not a tar archive");
}

struct Kind {
  char letter;
  std::string_view code, name;
};
constexpr Kind kRefusedKinds[] = {
    {'\0', "kind-old", "a file of the format before ustar"},
    {'1', "kind-hard-link", "a hard link"},
    {'2', "kind-symbolic-link", "a symbolic link"},
    {'3', "kind-device", "a character device"},
    {'4', "kind-device", "a block device"},
    {'6', "kind-fifo", "a named pipe"},
    {'7', "kind-contiguous", "a contiguous file"},
    {'g', "pax-global", "a pax header for all entries"},
    {'L', "kind-gnu-long-name", "a long name of GNU tar"},
    {'K', "kind-gnu-long-name", "a long name of GNU tar"},
    {'S', "kind-sparse", "a sparse file"},
};

Outcome refused_kind(char letter, std::string_view name) {
  for (const Kind& kind : kRefusedKinds) {
    if (kind.letter != letter) continue;
    return Outcome::failed(std::string(kind.code), fmt::format("{} is {}; files and folders are "
                                                               "allowed",
                                                               shown(name), kind.name));
  }
  return Outcome::failed(
      "kind-unknown", fmt::format("{} has the unknown kind {}", shown(name), shown({&letter, 1})));
}

struct Pax {
  std::optional<std::string> path;
  std::optional<std::uint64_t> size;
};

bool is_time(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

// Records "12 path=name\n", of which the number is the length of all.
class PaxReader {
 public:
  explicit PaxReader(std::string_view bytes) : rest_(bytes) {}

  Outcome read(Pax& into) {
    while (!rest_.empty()) {
      const std::size_t blank = std::min(rest_.find(' '), rest_.size());
      const auto size = base::to_uint64(rest_.substr(0, blank));
      if (!size || rest_.starts_with('0') || *size < blank + 2 || *size > rest_.size() ||
          rest_[static_cast<std::size_t>(*size) - 1] != '\n') {
        return Outcome::failed("pax-length",
                               fmt::format("a pax record has a wrong length: {}", shown(rest_)));
      }
      const auto length = static_cast<std::size_t>(*size);
      const std::string_view record = rest_.substr(blank + 1, length - blank - 2);
      rest_.remove_prefix(length);
      const std::size_t equals = record.find('=');
      if (equals == std::string_view::npos) {
        return Outcome::failed("pax-length",
                               fmt::format("a pax record has no =: {}", shown(record)));
      }
      Outcome one = take(record.substr(0, equals), record.substr(equals + 1), into);
      if (!one.good()) return one;
    }
    return Outcome::ok();
  }

 private:
  Outcome take(std::string_view key, std::string_view value, Pax& into) {
    if (!seen_.insert(std::string(key)).second) {
      return Outcome::failed("pax-twice", fmt::format("the pax key {} is there twice", shown(key)));
    }
    if (key == "comment") return Outcome::ok();
    bool good = false;
    if (key == "path") {
      into.path = value;
      good = !value.empty();
    } else if (key == "size") {
      into.size = base::to_uint64(value);
      good = into.size.has_value();
    } else if (key == "mtime") {
      good = is_time(value);
    } else {
      return Outcome::failed("pax-key", fmt::format("the pax key {} is not one of path, size, "
                                                    "mtime and comment",
                                                    shown(key)));
    }
    if (good) return Outcome::ok();
    return Outcome::failed(
        "pax-value", fmt::format("the pax key {} has the value {}", shown(key), shown(value)));
  }

  std::string_view rest_;
  std::set<std::string> seen_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : all_(bytes), rest_(bytes) {}

  Outcome read() {
    if (all_.size() > kUnpackedLimit.value) {
      return Outcome::failed(
          "too-large", fmt::format("the archive unpacks to more than {}", to_text(kUnpackedLimit)));
    }
    for (;;) {
      if (rest_.size() < kBlock) return too_short();
      const std::string_view block = rest_.substr(0, kBlock);
      if (only(block, '\0')) return end();
      rest_.remove_prefix(kBlock);
      if (Outcome one = entry(block); !one.good()) return one;
    }
  }

  std::vector<TarFile> take_files() { return std::move(files_); }

 private:
  Outcome too_short() const {
    if (rest_.size() == all_.size()) return no_tar(all_);
    if (!rest_.empty()) return Outcome::failed("truncated", "the archive ends within a header");
    return Outcome::failed("no-end", "the archive ends without its two empty blocks");
  }

  // Two empty blocks, and as many more as fill the last record.
  Outcome end() const {
    const std::size_t marks = all_.size() - rest_.size() + 2 * kBlock;
    if (rest_.size() < 2 * kBlock) {
      return Outcome::failed("no-end",
                             "the archive ends after one empty block, which should be two");
    }
    if (!only(rest_.substr(0, 2 * kBlock), '\0')) {
      return Outcome::failed("lone-empty-block", "an empty block stands between the entries");
    }
    if (!only(rest_, '\0')) {
      return Outcome::failed("behind-end", "something follows the end of the archive");
    }
    const std::size_t filled = (marks + kTarRecord - 1) / kTarRecord * kTarRecord;
    if (all_.size() % kBlock != 0 || all_.size() > filled) {
      return Outcome::failed(
          "long-end", fmt::format("{} bytes follow the end of the archive", all_.size() - marks));
    }
    if (pax_) return Outcome::failed("pax-alone", "the last pax header belongs to no entry");
    if (files_.empty()) return Outcome::failed("no-files", "the archive holds no file");
    return Outcome::ok();
  }

  Outcome entry(std::string_view block) {
    if (Outcome header = check_format(block); !header.good()) return header;
    if (Outcome header = check_fields(block); !header.good()) return header;
    const std::uint64_t size = *octal(field(block, kSize));
    const char kind = field(block, kKind).front();
    if (kind != '0' && kind != '5' && kind != 'x') return refused_kind(kind, name_);
    if (!only(field(block, kLink), '\0')) {
      return Outcome::failed("link-name", fmt::format("{} leads to another file", shown(name_)));
    }
    const std::uint64_t most = kind == 'x' ? kPaxLimit : kind == '5' ? 0 : kFileLimit.value;
    if (size > most) return large(kind, size);
    std::string_view bytes;
    if (Outcome data = take_data(size, bytes); !data.good()) return data;
    if (kind == 'x') return take_pax(bytes);
    return take_entry(kind, bytes);
  }

  Outcome check_format(std::string_view block) const {
    const bool first = block.data() == all_.data();
    const std::string_view magic = field(block, kMagic);
    const auto checksum = octal(field(block, kChecksum));
    if (checksum != sum_of(block)) {
      if (first && !magic.starts_with("ustar")) return no_tar(all_);
      return Outcome::failed("checksum",
                             fmt::format("the header of {} has a wrong checksum", name_in(block)));
    }
    if (magic == kUstar) return Outcome::ok();
    const bool gnu = magic == kGnu;
    if (gnu || only(magic, '\0')) {
      return Outcome::failed(
          gnu ? "format-gnu" : "format-old",
          fmt::format("{} is in {}; tar --format=ustar makes what is read here", name_in(block),
                      gnu ? "GNU tar's own format" : "the format before ustar"));
    }
    return Outcome::failed("format-unknown", fmt::format("the header of {} has the format {}",
                                                         name_in(block), shown(magic)));
  }

  // Also puts the entry's name together.
  Outcome check_fields(std::string_view block) {
    const auto name = text_of(field(block, kName)), prefix = text_of(field(block, kPrefix));
    name_ = pax_ && pax_->path
                ? *pax_->path
                : fmt::format("{}{}{}", prefix.value_or(""), prefix.value_or("").empty() ? "" : "/",
                              name.value_or(""));
    const bool texts = name && prefix && text_of(field(block, kLink)) &&
                       text_of(field(block, kUserName)) && text_of(field(block, kGroupName));
    if (!texts || !only(field(block, kRest), '\0')) {
      return Outcome::failed(
          "header-hidden",
          fmt::format("the header of {} holds more than its fields say", shown(name_)));
    }
    for (const Field number : {kMode, kUser, kGroup, kSize, kTime, kMajor, kMinor}) {
      const std::string_view text = field(block, number);
      const bool device = number.at == kMajor.at || number.at == kMinor.at;
      if (octal(text) || (device && only(text, '\0'))) continue;
      const bool binary = (static_cast<unsigned char>(text.front()) & 0x80u) != 0;
      return Outcome::failed(binary ? "number-base-256" : "number",
                             fmt::format("the header of {} has {} where an octal number belongs",
                                         shown(name_), shown(text)));
    }
    return Outcome::ok();
  }

  Outcome large(char kind, std::uint64_t size) const {
    if (kind == 'x') {
      return Outcome::failed(
          "pax-large", fmt::format("a pax header has {} bytes; {} are allowed", size, kPaxLimit));
    }
    if (kind == '5') {
      return Outcome::failed(
          "folder-size", fmt::format("the folder {} has a size of {} bytes", shown(name_), size));
    }
    return Outcome::failed("file-large", fmt::format("{} has {} bytes; {} are allowed",
                                                     shown(name_), size, to_text(kFileLimit)));
  }

  // The bytes of an entry, and zeros up to the next block.
  Outcome take_data(std::uint64_t size, std::string_view& into) {
    const std::uint64_t filled = (size + kBlock - 1) / kBlock * kBlock;
    if (rest_.size() < filled) {
      return Outcome::failed("truncated", fmt::format("the archive ends within {}", shown(name_)));
    }
    const auto length = static_cast<std::size_t>(size), whole = static_cast<std::size_t>(filled);
    into = rest_.substr(0, length);
    if (!only(rest_.substr(length, whole - length), '\0')) {
      return Outcome::failed("padding", fmt::format("the last block of {} is not filled up with "
                                                    "zeros",
                                                    shown(name_)));
    }
    rest_.remove_prefix(whole);
    return Outcome::ok();
  }

  Outcome take_pax(std::string_view bytes) {
    if (pax_) return Outcome::failed("pax-alone", "two pax headers follow each other");
    pax_.emplace();
    return PaxReader(bytes).read(*pax_);
  }

  Outcome take_entry(char kind, std::string_view bytes) {
    if (pax_ && pax_->size && *pax_->size != bytes.size()) {
      return Outcome::failed("pax-size", fmt::format("{} has {} bytes in its header and {} in its "
                                                     "pax header",
                                                     shown(name_), bytes.size(), *pax_->size));
    }
    pax_.reset();
    if (kind == '0') {
      files_.push_back({name_, bytes});
      return names_.add_file(name_);
    }
    if (name_.ends_with('/')) name_.pop_back();
    return names_.add_folder(name_);
  }

  std::string_view all_, rest_;
  std::optional<Pax> pax_;  // belongs to the next entry
  std::string name_;        // of the entry at hand
  ArchiveNames names_;
  std::vector<TarFile> files_;
};

void put(std::string& block, Field where, std::string_view text) {
  block.replace(where.at, text.size(), text);
}

void put_number(std::string& block, Field where, std::uint64_t value) {
  put(block, where, fmt::format("{:0{}o}", value, where.size - 1));
}

// A name of more than 100 characters stands in two fields, divided at a slash.
void put_name(std::string& block, std::string_view name) {
  if (name.size() <= kName.size) return put(block, kName, name);
  const std::size_t slash = name.rfind('/', kPrefix.size);
  if (slash == std::string_view::npos || name.size() - slash - 1 > kName.size) {
    throw base::Error(base::Exit::bad,
                      fmt::format("the name {} is too long for a tar archive", shown(name)));
  }
  put(block, kPrefix, name.substr(0, slash));
  put(block, kName, name.substr(slash + 1));
}

std::string header_of(const SubmissionFile& file) {
  std::string block(kBlock, '\0');
  put_name(block, file.name);
  put_number(block, kMode, 0644);
  for (const Field zero : {kUser, kGroup, kTime, kMajor, kMinor}) put_number(block, zero, 0);
  put_number(block, kSize, file.bytes.size());
  put(block, kKind, "0");
  put(block, kMagic, kUstar);
  const std::uint64_t sum = sum_of(block);
  put(block, kChecksum, fmt::format("{:06o}{} ", sum, '\0'));
  return block;
}

void fill_up(std::string& archive, std::size_t multiple) {
  archive.resize((archive.size() + multiple - 1) / multiple * multiple, '\0');
}

}  // namespace

std::string tar(const std::vector<SubmissionFile>& files) {
  std::string archive;
  for (const SubmissionFile& file : files) {
    archive += header_of(file);
    archive += file.bytes;
    fill_up(archive, kBlock);
  }
  archive.append(2 * kBlock, '\0');
  fill_up(archive, kTarRecord);
  return archive;
}

Untarred untar(std::string_view bytes) {
  Reader reader(bytes);
  Untarred result{{}, reader.read()};
  if (result.outcome.good()) result.files = reader.take_files();
  return result;
}

}  // namespace assay::submit
