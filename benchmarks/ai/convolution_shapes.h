// SPDX-License-Identifier: Apache-2.0
// The shapes of convolutions, whatever does them: height and width, channels in, channels out.
#pragma once

#include <benchmark/benchmark.h>

namespace assay {

// ResNet50's four stages. What is counted is 9 x 9, which is two Winograd tiles and a rest in each
// direction.
inline void resnet50_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({56, 64, 64})->Args({28, 128, 128})->Args({14, 256, 256})->Args({7, 512, 512});
}

// Two of ResNet50 and two of MobileNetV2.
inline void conv1x1_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({56, 64, 256})->Args({14, 1024, 256})->Args({14, 96, 576})->Args({7, 320, 1280});
}

}  // namespace assay
