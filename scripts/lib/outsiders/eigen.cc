// SPDX-License-Identifier: Apache-2.0
// Times products of Eigen, whose headers a package brings: eigen (gemm|gemv) SIZE, of square
// matrices of float that lie row by row.
#include <Eigen/Core>
#include <cstdlib>
#include <cstring>

#include "timing.h"

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix g_left, g_right, g_product;
Eigen::VectorXf g_vector, g_result;

void gemm() { g_product.noalias() = g_left * g_right; }
void gemv() { g_result.noalias() = g_left * g_vector; }

}  // namespace

int main(int count, char** words) {
  if (count != 3) return std::fprintf(stderr, "usage: eigen gemm|gemv SIZE\n"), 2;
  const Eigen::Index size = std::atoi(words[2]);
  g_left = g_right = Matrix::Constant(size, size, 0.5F);
  g_vector = Eigen::VectorXf::Constant(size, 0.25F);
  std::printf("%.3f ns\n", time_of(std::strcmp(words[1], "gemv") == 0 ? gemv : gemm));
  return g_product.size() + g_result.size() == 0;  // used
}
