// SPDX-License-Identifier: Apache-2.0
// A workspace on a tiny tree, with the compilers of this machine.
#pragma once

#include "build/tiny_tree_test.h"
#include "sys/files.h"
#include "workshop/workspace.h"

namespace assay::workshop {

class TinyWorkspace {
 public:
  TinyWorkspace() {
    space.folders = {.data = tree.root(),
                     .cells = tree.root() / "cells",
                     .records = tree.root() / "records",
                     .cache = tree.root() / "cache",
                     .plugin = {},
                     .self_check = {}};
    space.catalog = tree.catalog();
    space.host = host::look(host::Root());
    space.capabilities = tree.capabilities();
  }

  sys::TemporaryFolder folder;
  build::TinyTree tree{folder.path() / "tree"};
  Workspace space;
};

}  // namespace assay::workshop
