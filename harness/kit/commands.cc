// SPDX-License-Identifier: Apache-2.0
#include "kit/commands.h"

#include "kit/doctor_command.h"
#include "kit/run_command.h"
#include "kit/serve_command.h"
#include "kit/show_command.h"
#include "kit/submit_command.h"

namespace assay::kit {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {run_spec, run_run},
      {show_spec, run_show},
      {doctor_spec, run_doctor},
      {submit_spec, run_submit},
      {verify_spec, run_verify},
      {serve_spec, run_serve},
      {supervise_spec, run_supervise},
  };
  return table;
}

}  // namespace assay::kit
