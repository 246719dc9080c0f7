// SPDX-License-Identifier: Apache-2.0
// The real tools are started by scripts/evaluate; here only what happens when one is not there.
#include "evaluate/methods.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sys/files.h"

namespace assay::evaluate {
namespace {

TEST(Methods, AToolThatIsMissingIsAnErrorThatNamesIt) {
  const sys::TemporaryFolder folder;
  const Tools tools{folder.path() / "assay", folder.path(), folder.path()};
  Methods methods(tools, kPublished);
  for (const char* const method : {"assay", "compare.py", "hyperfine", "RMIT", "interleaved"}) {
    const Task task{.noise = "quiet", .method = method, .head = "copy", .kernel = "divide"};
    EXPECT_THROW(methods.ask(task, 1), base::Error) << method;
  }
}

}  // namespace
}  // namespace assay::evaluate
