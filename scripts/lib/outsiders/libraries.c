// SPDX-License-Identifier: Apache-2.0
// Times functions of libraries that packages bring, called through their own interfaces. Prints how
// many nanoseconds a call takes: libraries FUNCTION LIBRARY SIZE; with --has LIBRARY it only tries
// to load it.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t g_size;
static int g_n;
static void* g_function;
static void *g_left, *g_right, *g_result;
static double g_sum;

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static void crc32(void) {
  typedef unsigned long Crc(unsigned long, const unsigned char*, unsigned);
  g_sum += (double)((Crc*)g_function)((unsigned long)g_sum & 0xff, g_left, (unsigned)g_size);
}

static void siphash(void) {
  typedef int Hash(unsigned char*, const unsigned char*, unsigned long long, const unsigned char*);
  ((Hash*)g_function)(g_result, g_left, g_size, g_right);
  memcpy(g_right, g_result, 8);  // the next call's key
}

static void murmur3(void) {
  typedef void Hash(const void*, int, uint32_t, void*);
  ((Hash*)g_function)(g_left, (int)g_size, *(uint32_t*)g_result, g_result);
}

// Fortran takes everything by address.
static const int kOne = 1;

static void saxpy(void) {
  typedef void Axpy(const int*, const float*, const float*, const int*, float*, const int*);
  static float a = 0.5F;
  a = -a;
  ((Axpy*)g_function)(&g_n, &a, g_left, &kOne, g_right, &kOne);
}

static void sdot(void) {
  typedef float Dot(const int*, const float*, const int*, const float*, const int*);
  g_sum += (double)((Dot*)g_function)(&g_n, g_left, &kOne, g_right, &kOne);
}

static void dgemm(void) {
  typedef void Gemm(const char*, const char*, const int*, const int*, const int*, const double*,
                    const double*, const int*, const double*, const int*, const double*, double*,
                    const int*, size_t, size_t);
  const double one = 1.0, zero = 0.0;
  ((Gemm*)g_function)("N", "N", &g_n, &g_n, &g_n, &one, g_left, &g_n, g_right, &g_n, &zero,
                      g_result, &g_n, 1, 1);
}

static void sgemm(void) {
  typedef void Gemm(const char*, const char*, const int*, const int*, const int*, const float*,
                    const float*, const int*, const float*, const int*, const float*, float*,
                    const int*, size_t, size_t);
  const float one = 1.0F, zero = 0.0F;
  ((Gemm*)g_function)("N", "N", &g_n, &g_n, &g_n, &one, g_left, &g_n, g_right, &g_n, &zero,
                      g_result, &g_n, 1, 1);
}

static void* g_plan;
static void fft(void) { ((void (*)(void*))g_function)(g_plan); }

static const struct Call {
  const char *name, *symbol;
  void (*call)(void);
  size_t element;  // bytes of one; 0 where the size is in bytes
  int square;      // of so many in each direction
} kCalls[] = {
    {"crc32", "crc32", crc32, 0, 0},
    {"siphash", "crypto_shorthash", siphash, 0, 0},
    {"murmur3", "MurmurHash3_x86_32", murmur3, 0, 0},
    {"saxpy", "saxpy_", saxpy, sizeof(float), 0},
    {"sdot", "sdot_", sdot, sizeof(float), 0},
    {"dgemm", "dgemm_", dgemm, sizeof(double), 1},
    {"sgemm", "sgemm_", sgemm, sizeof(float), 1},
    {"fft", "fftw_execute", fft, 2 * sizeof(double), 0},
};

static void* block(size_t bytes, int real, size_t element) {
  unsigned char* const made = aligned_alloc(64, (bytes / 64 + 2) * 64);
  if (made == NULL) exit(1);
  for (size_t i = 0; i < bytes; ++i) made[i] = (unsigned char)(i * 167 + 13);
  if (real && element == sizeof(float)) {
    for (size_t i = 0; i < bytes / sizeof(float); ++i)
      ((float*)(void*)made)[i] = (float)(i % 31) / 32.0F;
  } else if (real) {
    for (size_t i = 0; i < bytes / sizeof(double); ++i)
      ((double*)(void*)made)[i] = (double)(i % 31) / 32.0;
  }
  return made;
}

static void prepare(const struct Call* call, void* library, size_t size) {
  g_size = size;
  g_n = (int)size;
  const size_t items = call->square ? size * size : size,
               bytes = items * (call->element ? call->element : 1);
  g_left = block(bytes, call->element != 0, call->element);
  g_right = block(bytes + 64, call->element != 0, call->element);
  g_result = block(bytes + 64, call->element != 0, call->element);
  if (call->call == fft) {
    typedef void* Plan(int, void*, void*, int, unsigned);
    Plan* const plan = (Plan*)dlsym(library, "fftw_plan_dft_1d");
    g_plan = plan(g_n, g_left, g_result, -1, 1u << 6);  // FFTW_FORWARD, FFTW_ESTIMATE
  }
}

int main(int count, char** words) {
  if (count == 3 && strcmp(words[1], "--has") == 0) return dlopen(words[2], RTLD_NOW) == NULL;
  if (count != 4) return fprintf(stderr, "usage: libraries FUNCTION LIBRARY SIZE\n"), 2;
  const struct Call* call = kCalls;
  const struct Call* const end = kCalls + sizeof kCalls / sizeof *kCalls;
  while (call != end && strcmp(call->name, words[1]) != 0) ++call;
  void* const library = dlopen(words[2], RTLD_NOW);
  g_function = call != end && library != NULL ? dlsym(library, call->symbol) : NULL;
  if (g_function == NULL) return fprintf(stderr, "libraries: no %s in %s\n", words[1], words[2]), 1;
  prepare(call, library, strtoull(words[3], NULL, 10));
  double seconds = 0;
  uint64_t times = 1;
  for (; seconds < 0.3; times *= 2) {
    const double begin = now();
    for (uint64_t i = 0; i < times; ++i) call->call();
    seconds = now() - begin;
  }
  printf("%.3f ns\n", seconds * 2e9 / (double)times);
  return g_sum == 1.5;  // used
}
