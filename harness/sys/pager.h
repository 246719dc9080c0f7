// SPDX-License-Identifier: Apache-2.0
// A pager such as less: shows a long text page by page on our terminal, and ends when its user has
// seen enough. Which one is the user's choice; when one is wanted at all is decided by cli.
#pragma once

#include <string>
#include <string_view>

namespace assay::sys {

int terminal_rows();  // of standard output, 0 when it is not a terminal

// $ASSAY_PAGER, else $PAGER, else "less -FRX"; "" for no pager: the first of these that is set is
// empty or "cat", or TERM says that the terminal can't page.
std::string pager_command();

// Runs the pager with the text as its standard input and waits for its end, whatever that is: a
// user may quit it early. Ctrl-C is the pager's in this time. False when it can't be started;
// nothing was shown then. A command of more than plain words is run by the shell, as POSIX has it
// for PAGER.
bool show_in_pager(const std::string& command, std::string_view text);

}  // namespace assay::sys
