// SPDX-License-Identifier: Apache-2.0
// What is refused before anything is built. Whole images are built by the journey on systems.
#include "workshop/os_images.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class OsImages : public testing::Test {
 protected:
  OsImages() {
    image_ = *tiny_.space.catalog.os("debian");
    image_.name = "image";
    image_.kind = "image";
    image_.kernel.emplace();
  }
  OsImage build(const catalog::Os& os, const std::vector<std::string>& fragments = {}) {
    base::NoProgress progress;
    return build_image(
        tiny_.space,
        {.target = *tiny_.space.catalog.target("some-arm"), .os = os, .fragments = fragments},
        progress);
  }
  TinyWorkspace tiny_;
  catalog::Os image_;
};

TEST_F(OsImages, AreUnavailableWhereNothingBoots) {
  const OsImage none = build(*tiny_.space.catalog.os("debian"));
  EXPECT_EQ(none.outcome.code, "no-kernel");
  EXPECT_FALSE(none.image.has_value());
  image_.architectures = {"x86_64"};
  EXPECT_EQ(build(image_).outcome.code, "no-architecture");
}

TEST_F(OsImages, AreUnavailableWithoutAClang) {
  for (auto& compiler : tiny_.space.capabilities.compilers) compiler.c.path.clear();
  const OsImage none = build(image_);
  EXPECT_EQ(none.outcome.code, "no-compiler");
  EXPECT_THAT(none.outcome.reason, HasSubstr("is missing"));
}

TEST_F(OsImages, RefuseAnUnknownFragmentWithTheNearest) {
  tiny_.space.catalog.kernel_fragments = {{.name = "network"}};
  try {
    build(image_, {"netwrk"});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no fragment 'netwrk', did you mean \"network\"?"));
  }
}

TEST_F(OsImages, AreBuiltForCellsThatBootOnly) {
  base::NoProgress progress;
  EXPECT_THAT(build_images(tiny_.space, {{"some-arm", "clang", "debian", "tiny"}}, {}, 1, progress),
              IsEmpty());
}

}  // namespace
}  // namespace assay::workshop
