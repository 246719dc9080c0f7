// SPDX-License-Identifier: GPL-2.0-or-later

#include "decode.h"

#include <string.h>

static const struct {
  const char* target;
  decode_fn* decode;
} decoders[] = {
    {"aarch64", decode_aarch64}, {"arm", decode_arm},       {"loongarch64", decode_loongarch64},
    {"riscv64", decode_riscv64}, {"x86_64", decode_x86_64},
};

decode_fn* decode_for_target(const char* target) {
  for (size_t i = 0; i < sizeof(decoders) / sizeof(decoders[0]); ++i) {
    if (strcmp(target, decoders[i].target) == 0) return decoders[i].decode;
  }
  return NULL;
}
