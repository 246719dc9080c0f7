// SPDX-License-Identifier: Apache-2.0
// What most files of the measuring half include, parsed once for each architecture.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "record/record.h"
#include "sys/process.h"
