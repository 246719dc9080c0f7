// SPDX-License-Identifier: Apache-2.0
// Requests about network interfaces to the kernel (rtnetlink(7)), and their answers.
#pragma once

#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "descriptor.h"

namespace assay {

class LinkRequest {
 public:
  LinkRequest(std::uint16_t type, int flags) {
    header().nlmsg_len = NLMSG_HDRLEN;
    header().nlmsg_type = type;
    header().nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST | NLM_F_ACK);
    interface();
  }

  // Which interface is meant: the attributes after it say so.
  void interface() {
    const ifinfomsg none{};
    append(&none, sizeof none);
  }
  void attribute(std::uint16_t type, std::string_view text) {
    const rtattr begin{static_cast<std::uint16_t>(RTA_LENGTH(text.size())), type};
    append(&begin, sizeof begin);
    append(text.data(), text.size());
  }
  // An attribute made of others: opened, filled, closed.
  std::size_t open(std::uint16_t type) {
    const std::size_t place = header().nlmsg_len;
    const rtattr empty{0, type};
    append(&empty, sizeof empty);
    return place;
  }
  void close(std::size_t place) {
    const auto bytes = static_cast<std::uint16_t>(header().nlmsg_len - place);
    std::memcpy(&room_[place], &bytes, sizeof bytes);
  }

  // 0, or the number of an error.
  int answer(int socket) {
    const std::size_t bytes = header().nlmsg_len;
    whole(send(socket, room_.data(), bytes, 0), bytes, "send to rtnetlink");
    alignas(nlmsghdr) std::array<std::byte, 1024> answered{};
    const ssize_t got = checked(recv(socket, answered.data(), answered.size(), 0), "recv");
    nlmsghdr head{};
    nlmsgerr result{};
    ensured(static_cast<std::size_t>(got) >= NLMSG_HDRLEN + sizeof result, "recv",
            "rtnetlink's answer is too short");
    std::memcpy(&head, answered.data(), sizeof head);
    std::memcpy(&result, &answered[NLMSG_HDRLEN], sizeof result);
    ensured(head.nlmsg_type == NLMSG_ERROR, "recv", "rtnetlink's answer is another one");
    return -result.error;
  }

 private:
  nlmsghdr& header() { return *reinterpret_cast<nlmsghdr*>(room_.data()); }

  // Everything begins at a multiple of 4; the length of an attribute does not count what fills up.
  void append(const void* data, std::size_t bytes) {
    std::memcpy(&room_[header().nlmsg_len], data, bytes);
    header().nlmsg_len += static_cast<std::uint32_t>(NLMSG_ALIGN(bytes));
  }

  alignas(nlmsghdr) std::array<std::byte, 512> room_{};
};

}  // namespace assay
