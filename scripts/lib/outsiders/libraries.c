// SPDX-License-Identifier: Apache-2.0
// Times functions of libraries that packages bring, called through their own interfaces. Prints how
// many nanoseconds a call takes: libraries FUNCTION LIBRARY SIZE; with --has LIBRARY it only tries
// to load it.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timing.h"

static size_t g_size;
static int g_n;
static void* g_function;
static void *g_left, *g_right, *g_result;
static double g_sum;

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

// y = W x, W row by row: Fortran's matrices are transposed.
static void sgemv(void) {
  typedef void Gemv(const char*, const int*, const int*, const float*, const float*, const int*,
                    const float*, const int*, const float*, float*, const int*, size_t);
  const float one = 1.0F, zero = 0.0F;
  ((Gemv*)g_function)("T", &g_n, &g_n, &one, g_left, &g_n, g_right, &kOne, &zero, g_result, &kOne,
                      1);
}

// ISA-L. Each remainder is the next call's start.
static void crc16_seed_first(void) {
  typedef uint16_t Crc(uint16_t, const unsigned char*, uint64_t);
  static uint16_t crc;
  crc = ((Crc*)g_function)(crc, g_left, g_size);
}

static void crc32_seed_first(void) {
  typedef uint32_t Crc(uint32_t, const unsigned char*, uint64_t);
  static uint32_t crc;
  crc = ((Crc*)g_function)(crc, g_left, g_size);
}

static void crc32_seed_last(void) {
  typedef unsigned Crc(const unsigned char*, int, unsigned);
  static unsigned crc;
  crc = ((Crc*)g_function)(g_left, (int)g_size, crc);
}

static void crc64_seed_first(void) {
  typedef uint64_t Crc(uint64_t, const unsigned char*, uint64_t);
  static uint64_t crc;
  crc = ((Crc*)g_function)(crc, g_left, g_size);
}

// Chunks lie one behind the other, those of data and those of parity.
enum { kDisks = 8, kData = 10, kParity = 4 };
static void* g_chunks[kData + kParity];
static unsigned char g_tables[32 * kData * kParity];

static void put_chunks(int data, int parity) {
  for (int i = 0; i < data; ++i) g_chunks[i] = (char*)g_left + (size_t)i * g_size;
  for (int i = 0; i < parity; ++i) g_chunks[data + i] = (char*)g_result + (size_t)i * g_size;
}

static void xor_gen(void) {
  typedef int Generate(int, int, void**);
  if (((Generate*)g_function)(kDisks + 1, g_n, g_chunks) != 0) exit(1);
}

static void pq_gen(void) {
  typedef int Generate(int, int, void**);
  if (((Generate*)g_function)(kDisks + 2, g_n, g_chunks) != 0) exit(1);
}

static void ec_encode(void) {
  typedef void Encode(int, int, int, unsigned char*, void**, void**);
  ((Encode*)g_function)(g_n, kData, kParity, g_tables, g_chunks, g_chunks + kData);
}

static void make_ec_tables(void* library) {
  typedef void Matrix(unsigned char*, int, int);
  typedef void Tables(int, int, unsigned char*, unsigned char*);
  unsigned char matrix[(kData + kParity) * kData];
  ((Matrix*)symbol_of(library, "gf_gen_cauchy1_matrix"))(matrix, kData + kParity, kData);
  ((Tables*)symbol_of(library, "ec_init_tables"))(kData, kParity, matrix + kData * kData, g_tables);
}

// GMP, of words of 64 bits.
static void mpn_combine(void) {
  typedef void Combine(void*, const void*, const void*, long);
  ((Combine*)g_function)(g_result, g_left, g_right, g_n);
}

static void mpn_popcount(void) {
  typedef unsigned long Count(const void*, long);
  g_sum += (double)((Count*)g_function)(g_left, g_n);
}

static void base64_encode(void) {
  typedef int Encode(unsigned char*, const unsigned char*, int);
  g_sum += (double)((Encode*)g_function)(g_result, g_left, g_n);
}

static void* g_plan;
static void fft(void) { ((void (*)(void*))g_function)(g_plan); }

static const struct Call {
  const char *name, *symbol;
  void (*call)(void);
  size_t element;  // bytes of one
  int real;
  int square;  // of so many in each direction
} kCalls[] = {
    {"crc32", "crc32", crc32, 1, 0, 0},
    {"siphash", "crypto_shorthash", siphash, 1, 0, 0},
    {"murmur3", "MurmurHash3_x86_32", murmur3, 1, 0, 0},
    {"saxpy", "saxpy_", saxpy, sizeof(float), 1, 0},
    {"sdot", "sdot_", sdot, sizeof(float), 1, 0},
    {"dgemm", "dgemm_", dgemm, sizeof(double), 1, 1},
    {"sgemm", "sgemm_", sgemm, sizeof(float), 1, 1},
    {"sgemv", "sgemv_", sgemv, sizeof(float), 1, 1},
    {"fft", "fftw_execute", fft, 2 * sizeof(double), 1, 0},
    {"crc16_t10dif", "crc16_t10dif_base", crc16_seed_first, 1, 0, 0},
    {"crc32_gzip", "crc32_gzip_refl_base", crc32_seed_first, 1, 0, 0},
    {"crc32_iscsi", "crc32_iscsi_base", crc32_seed_last, 1, 0, 0},
    {"crc64_ecma", "crc64_ecma_refl_base", crc64_seed_first, 1, 0, 0},
    {"xor_gen", "xor_gen_base", xor_gen, kDisks, 0, 0},
    {"xor_gen_sse", "xor_gen_sse", xor_gen, kDisks, 0, 0},
    {"pq_gen", "pq_gen_base", pq_gen, kDisks, 0, 0},
    {"pq_gen_sse", "pq_gen_sse", pq_gen, kDisks, 0, 0},
    {"ec_encode", "ec_encode_data_base", ec_encode, kData, 0, 0},
    {"mpn_and", "__gmpn_and_n", mpn_combine, sizeof(uint64_t), 0, 0},
    {"mpn_or", "__gmpn_ior_n", mpn_combine, sizeof(uint64_t), 0, 0},
    {"mpn_andnot", "__gmpn_andn_n", mpn_combine, sizeof(uint64_t), 0, 0},
    {"mpn_popcount", "__gmpn_popcount", mpn_popcount, sizeof(uint64_t), 0, 0},
    {"base64", "EVP_EncodeBlock", base64_encode, 2, 0, 0},
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
  const size_t bytes = (call->square ? size * size : size) * call->element;
  g_left = block(bytes, call->real, call->element);
  g_right = block(bytes + 64, call->real, call->element);
  g_result = block(bytes + 64, call->real, call->element);
  if (call->call == fft) {
    typedef void* Plan(int, void*, void*, int, unsigned);
    Plan* const plan = (Plan*)symbol_of(library, "fftw_plan_dft_1d");
    g_plan = plan(g_n, g_left, g_result, -1, 1u << 6);  // FFTW_FORWARD, FFTW_ESTIMATE
  }
  if (call->call == xor_gen) put_chunks(kDisks, 1);
  if (call->call == pq_gen) put_chunks(kDisks, 2);
  if (call->call == ec_encode) {
    put_chunks(kData, kParity);
    make_ec_tables(library);
  }
}

// Debian lets other libraries take the place of the reference BLAS.
static int has(const char* name) {
  void* const library = dlopen(name, RTLD_NOW);
  if (library == NULL) return 0;
  return strcmp(name, "libblas.so.3") != 0 || dlsym(library, "openblas_get_config") == NULL;
}

int main(int count, char** words) {
  if (count == 3 && strcmp(words[1], "--has") == 0) return !has(words[2]);
  if (count != 4) return fprintf(stderr, "usage: libraries FUNCTION LIBRARY SIZE\n"), 2;
  const struct Call* call = kCalls;
  const struct Call* const end = kCalls + sizeof kCalls / sizeof *kCalls;
  while (call != end && strcmp(call->name, words[1]) != 0) ++call;
  void* const library = has(words[2]) ? dlopen(words[2], RTLD_NOW) : NULL;
  g_function = call != end && library != NULL ? dlsym(library, call->symbol) : NULL;
  if (g_function == NULL) return fprintf(stderr, "libraries: no %s in %s\n", words[1], words[2]), 1;
  prepare(call, library, strtoull(words[3], NULL, 10));
  printf("%.3f ns\n", time_of(call->call));
  return g_sum == 1.5;  // used
}
