// SPDX-License-Identifier: Apache-2.0
#include "run/process_notes.h"

#include <gmock/gmock.h>

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ProcessNotes, OfQuietProcessesAreNone) { EXPECT_THAT(ProcessNotes().texts(), IsEmpty()); }

TEST(ProcessNotes, TellEachThingOnceForAllProcesses) {
  ProcessNotes first, second;
  first.statuses = {2};
  first.of_list = {"left out 1 listed name without any letter"};
  first.add_left({.left = {"daemon", "sh", "daemon"}});
  second.statuses = {1, 2};
  second.of_list = first.of_list;
  first.file_systems = {"tmpfs"};
  second.file_systems = {"overlay", "tmpfs"};
  second.add_left({.left = {"daemon"}});
  first.add(second);
  EXPECT_THAT(first.texts(),
              ElementsAre("left out 1 listed name without any letter", "files on overlay, tmpfs",
                          "exit status 1, 2 after all results",
                          "left processes running, which were ended: daemon (2), sh (1)"));
}

}  // namespace
}  // namespace assay::run
