// SPDX-License-Identifier: Apache-2.0
// The stand-in for assay-kit as tests send it, and a conversation with it by pipes.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/sha256.h"
#include "base/text.h"
#include "reach/connection.h"
#include "reach/parcel.h"
#include "reach/protocol.h"
#include "reach/run_folder.h"
#include "reach/run_start.h"
#include "sys/dialogue.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::reach {

inline std::filesystem::path stand_in() {
  return std::filesystem::path(ASSAY_BINARY_DIR) / "assay_reach_stand_in";
}

inline const std::string& stand_in_bytes() {
  static const std::string bytes = sys::read_file(stand_in(), {256u << 20});
  return bytes;
}

inline const std::string& stand_in_hash() {
  static const std::string hash = base::sha256(stand_in_bytes());
  return hash;
}

inline std::string machine_here() {
  return std::string(base::trim(sys::run_process({.argv = {"uname", "-m"}}).out));
}

// The stand-in, which is for this machine alone.
inline std::optional<ProgramHere> stand_in_program(const std::string& machine) {
  if (machine != machine_here()) return std::nullopt;
  return ProgramHere{
      .sha256 = stand_in_hash(), .size = stand_in_bytes().size(), .file = stand_in()};
}

// A kit of the stand-in and two small files with one content.
inline Parcel stand_in_parcel() {
  const std::string text = "the same in both";
  return {.files = {{.path = "assay-kit",
                     .sha256 = stand_in_hash(),
                     .size = stand_in_bytes().size(),
                     .executable = true,
                     .source = stand_in()},
                    {.path = "targets/one.toml",
                     .sha256 = base::sha256(text),
                     .size = text.size(),
                     .bytes = text},
                    {.path = "targets/deep/two.toml",
                     .sha256 = base::sha256(text),
                     .size = text.size(),
                     .bytes = text}}};
}

inline std::string stand_in_list() {
  std::vector<KitListing> listing;
  for (const work::KitFile& file : stand_in_parcel().files) {
    listing.push_back({.path = file.path, .content = {file.sha256, file.executable}});
  }
  return kit_list(listing);
}

// The far end, started as ssh would start it.
class Talk {
 public:
  explicit Talk(const std::filesystem::path& folder)
      : there_({.argv = {stand_in(), "serve", "0123456789abcdef", folder}}) {}

  void tell(base::Json line, std::string_view bytes = {}) {
    there_.tell(writer_.write(std::move(line), bytes));
  }
  void tell_rubbish(std::string_view bytes) { there_.tell(bytes); }

  // The next frame, or null after a minute or its end.
  std::optional<Frame> hear() {
    using namespace std::chrono_literals;
    for (int tries = 0; tries < 600; ++tries) {
      if (auto frame = reader_.next()) return frame;
      std::string heard;
      const auto what = there_.hear(heard, 100ms);
      reader_.add(heard);
      if (what == sys::Dialogue::Heard::end && heard.empty()) break;
    }
    return reader_.next();
  }

  // The next frame that has this key; an error in its place fails the test.
  Frame hear(std::string_view key) {
    while (auto frame = hear()) {
      if (frame->line.find(key) != nullptr) return *frame;
      if (frame->line.find("error") != nullptr) {
        ADD_FAILURE() << frame->line.dump();
        break;
      }
    }
    ADD_FAILURE() << "no " << key << "; " << there_.complaints();
    return {};
  }

  Frame ask(base::Json line, std::string_view key, std::string_view bytes = {}) {
    tell(std::move(line), bytes);
    return hear(key);
  }

  void put_all() {
    for (const work::KitFile& file : stand_in_parcel().files) {
      base::Json line;
      line.set("put", file.sha256).set("executable", file.executable);
      tell(std::move(line), file.source.empty() ? std::string_view(file.bytes) : stand_in_bytes());
    }
  }

  Frame start(const std::string& name, const Order& order) {
    base::Json line;
    line.set("start", name).set("order", to_json(order));
    return ask(std::move(line), "started", stand_in_list());
  }

  sys::Dialogue& process() { return there_; }

 private:
  sys::Dialogue there_;
  FrameWriter writer_{Side::here, "0123456789abcdef"};
  FrameReader reader_{Side::there, "0123456789abcdef", {.bytes = {1u << 20}, .total = {1u << 30}}};
};

// Waits for a state, never for a time.
template <class Holds>
bool comes_true(const Holds& holds) {
  for (int tries = 0; tries < 12000; ++tries) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace assay::reach
