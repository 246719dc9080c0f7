// SPDX-License-Identifier: Apache-2.0
// The shortest regular expression we know that selects exactly some of a program's benchmarks. The
// program matches it against every name, often under emulation, so it is a tree of prefixes, each
// cut where no unwanted name shares it, and not a list of whole names.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::run {

// `wanted` are indices into `names`, at least one. Names equal to a wanted one are selected too: no
// expression tells them apart. Works for ECMAScript and POSIX extended expressions.
std::string filter_expression(const std::vector<std::string>& names,
                              const std::vector<std::size_t>& wanted);

}  // namespace assay::run
