// SPDX-License-Identifier: Apache-2.0
// Whether a text fits the screen, so that nobody needs a pager for it.
#pragma once

#include <string_view>

namespace assay::terminal {

struct ScreenSize {
  int rows = 0;  // 0: it is not a screen, and everything fits
  int columns = 0;
};

// With one row left for the shell's prompt. Codes for colours take no room.
bool fits(std::string_view text, const ScreenSize& screen);

}  // namespace assay::terminal
