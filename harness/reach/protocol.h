// SPDX-License-Identifier: Apache-2.0
// How the two ends of a conversation write and read: lines of JSON, some with raw bytes after
// them. Each line begins with a hash over it and all lines before it, so a line that was cut,
// doubled, moved or altered is seen, and so is one of another conversation. Pure: bytes in, frames
// out. What is read is hostile: every size has a limit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/units.h"

namespace assay::reach {

inline constexpr int kProtocol = 1;
inline constexpr base::Bytes kMostLine{64u << 10};
inline constexpr base::Bytes kMostAtOnce{64u << 20};  // of a file that is sent there, whole
inline constexpr base::Bytes kMostPart{48u << 10};    // of a file that is followed, in one frame

enum class Side { here, there };  // here: who wants something measured; there: who measures

// One line, and the bytes that followed it.
struct Frame {
  base::Json line;
  std::string bytes;
};

class FrameWriter {
 public:
  // `nonce` names the conversation.
  FrameWriter(Side from, std::string_view nonce);
  // The frame as it is sent. `line` is an object without the keys "bytes" and "sha256".
  std::string write(base::Json line, std::string_view bytes = {});

 private:
  std::string chain_;
};

struct FrameLimits {
  base::Bytes bytes;  // after one line
  base::Bytes total;  // of the whole conversation
};

class FrameReader {
 public:
  FrameReader(Side from, std::string_view nonce, FrameLimits limits);

  void add(std::string_view bytes);
  // The next whole frame. Throws Error(missing) for anything else; nothing can be read
  // any more then.
  std::optional<Frame> next();

 private:
  std::optional<std::string_view> take_line();
  void open_line(std::string_view line);

  std::string chain_;
  FrameLimits limits_;
  std::uint64_t total_ = 0;
  std::string pending_;
  std::size_t at_ = 0;         // of `pending_`: what is before was read
  std::optional<Frame> open_;  // its line is here, its bytes are awaited
  std::uint64_t awaited_ = 0;
  std::string sha256_;
};

// A name that both sides may use for a run: 8 to 64 lower-case letters, digits and dashes.
bool is_run_name(std::string_view text);
bool is_sha256(std::string_view text);

}  // namespace assay::reach
