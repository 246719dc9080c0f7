// SPDX-License-Identifier: Apache-2.0
// A child that is talked to: what it says is read as it comes, and what it is told waits until it
// takes it. The child ends with the object. Neither side can make the other hang: nothing here
// waits longer than it is told to.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "sys/process.h"

namespace assay::sys {

class Dialogue {
 public:
  enum class Heard { words, nothing, end };  // end: it has closed its standard output
  enum class Wakes { by_interrupt, never };

  // The request has neither input nor input_file, and its time limits are not watched. Of the
  // standard error the last output_limit bytes are kept. Throws as run_process does.
  explicit Dialogue(const ProcessRequest& request);
  ~Dialogue();  // kills it with all its group
  Dialogue(Dialogue&&) noexcept;

  // Puts it in front on our terminal, where it may ask for a password: there Ctrl-C ends it, and
  // not us. Does nothing where we have no terminal or are not in front ourselves.
  void lend_terminal();
  void take_terminal_back();

  void tell(std::string_view bytes);
  std::size_t untaken() const;  // bytes it was told and has not taken
  void close_input();           // once it has taken all; it can be told nothing more

  // Waits at most so long for more of what it says, adds that to `into`, and hands over meanwhile
  // what it was told. Comes back early on Ctrl-C, if it wakes by that.
  Heard hear(std::string& into, std::chrono::nanoseconds most, Wakes wakes = Wakes::by_interrupt);

  // Has it ended within that time? Comes back early on Ctrl-C.
  bool wait_for_end(std::chrono::nanoseconds most);

  void signal(int number);                // to its group
  const std::string& complaints() const;  // its standard error so far

  // Closes its input, waits so long for its end, kills it if it has not ended, and gives what it
  // left. `out` is empty. Once.
  Ended end(std::chrono::nanoseconds grace);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::sys
