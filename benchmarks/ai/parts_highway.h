// SPDX-License-Identifier: Apache-2.0
// Whole vectors of a row and the rest of it, for kernels written with Highway.
#pragma once

#include <cstddef>

namespace assay::ASSAY_VARIANT {
namespace {

using Floats = hn::ScalableTag<float>;

// How vectors of T are loaded and stored.
template <class T>
using VectorOf = hn::Vec<hn::ScalableTag<T>>;

struct WholeVector {
  template <class T>
  VectorOf<T> load(const T* from) const {
    return hn::LoadU(hn::ScalableTag<T>(), from);
  }
  template <class V, class T>
  void store(V v, T* to) const {
    hn::StoreU(v, hn::ScalableTag<T>(), to);
  }
  template <class V>
  V kept(V v) const {
    return v;
  }
};

// The first `size` lanes; the others are loaded as zeros, not stored, and kept as zeros.
struct Rest {
  std::size_t size;

  template <class T>
  VectorOf<T> load(const T* from) const {
    return hn::LoadN(hn::ScalableTag<T>(), from, size);
  }
  template <class V, class T>
  void store(V v, T* to) const {
    hn::StoreN(v, hn::ScalableTag<T>(), to, size);
  }
  template <class V>
  V kept(V v) const {
    return hn::IfThenElseZero(hn::FirstN(hn::DFromV<V>(), size), v);
  }
};

// work(i, part) for each vector of a row of n. `work` gets no vectors from outside: a variable of
// its caller may not be one on every target.
template <class Work>
void each_vector(std::size_t n, const Work& work) {
  const std::size_t lanes = hn::Lanes(Floats());
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) work(i, WholeVector());
  if (i < n) work(i, Rest{n - i});
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
