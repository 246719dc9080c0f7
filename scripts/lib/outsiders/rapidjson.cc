// SPDX-License-Identifier: Apache-2.0
// Times RapidJSON, whose headers a package brings, on the texts of a benchmark: rapidjson
// (parse|serialise) FILE. Trees are in one block of memory, which the next text takes over.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstring>
#include <memory>

#include "texts.h"

namespace {

// Its numbers are exact only if that is asked for.
constexpr unsigned kFlags = rapidjson::kParseFullPrecisionFlag;

int parse(Text text) {
  alignas(16) static char memory[1 << 22];
  static rapidjson::MemoryPoolAllocator<> pool(memory, sizeof memory);
  rapidjson::Document document(&pool);
  document.Parse<kFlags>(text.bytes, text.size);
  const bool good = !document.HasParseError();
  pool.Clear();
  return good;
}

int serialise(Text text) {
  static std::unique_ptr<rapidjson::Document> documents[kMostTexts];
  static rapidjson::StringBuffer buffer;
  auto& document = documents[g_next];
  if (!document) {
    document = std::make_unique<rapidjson::Document>();
    document->Parse<kFlags>(text.bytes, text.size);
  }
  buffer.Clear();
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  return document->Accept(writer);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return std::fprintf(stderr, "usage: rapidjson parse|serialise FILE\n"), 2;
  read_texts(words[2]);
  if (g_count == 0) return std::fprintf(stderr, "rapidjson: nothing in %s\n", words[2]), 1;
  g_take = std::strcmp(words[1], "parse") == 0 ? parse : serialise;
  time_texts();
}
