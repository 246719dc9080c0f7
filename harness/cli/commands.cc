// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include "cli/build_command.h"
#include "cli/compare_command.h"
#include "cli/completion_command.h"
#include "cli/doctor_command.h"
#include "cli/gate_command.h"
#include "cli/gate_words.h"
#include "cli/import_command.h"
#include "cli/kit_command.h"
#include "cli/matrix_command.h"
#include "cli/os_command.h"
#include "cli/places_command.h"
#include "cli/records_command.h"
#include "cli/results_command.h"
#include "cli/round_command.h"
#include "cli/run_command.h"
#include "cli/show_command.h"
#include "cli/submission_command.h"
#include "cli/suites_command.h"
#include "cli/systems_command.h"
#include "cli/targets_command.h"
#include "cli/toolchains_command.h"

namespace assay::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {targets_spec, run_targets},
      {suites_spec, run_suites},
      {toolchains_spec, run_toolchains},
      {systems_spec, run_systems},
      {doctor_spec, run_doctor},
      {build_spec, run_build},
      {os_spec, run_os},
      {run_spec, run_run},
      {kit_spec, run_kit},
      {places_spec, run_places},
      {records_spec, run_records},
      {show_spec, run_show},
      {compare_spec, run_compare},
      {matrix_spec, run_matrix},
      {gate_spec, run_gate},
      {explain_spec, run_explain},
      {import_spec, run_import},
      {submission_spec, run_submission},
      {verify_spec, run_verify},
      {round_spec, run_round},
      {results_spec, run_results},
      {completion_spec, run_completion},
  };
  return table;
}

}  // namespace assay::cli
