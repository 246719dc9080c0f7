// SPDX-License-Identifier: Apache-2.0
// Which of 200 routes a path belongs to, by a radix tree of their bytes, in which ":name" stands
// for one part of a path and "*name" for its rest, as in routers of Go and Node.js servers.
#include <memory>
#include <set>

#include "messages.h"

namespace assay::web {
namespace {

struct Node {
  std::string prefix;                           // below the parent; empty in a parameter
  std::string firsts;                           // first bytes of the children's prefixes
  std::vector<std::unique_ptr<Node>> children;  // in that order
  std::unique_ptr<Node> parameter;
  std::uint32_t rest = kFault;   // route of a "*name" that begins here
  std::uint32_t route = kFault;  // route that ends here
};

std::size_t common_length(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t length = 0;
  while (length < most && a[length] == b[length]) ++length;
  return length;
}

std::unique_ptr<Node> node_of(std::string_view prefix) {
  auto node = std::make_unique<Node>();
  node->prefix = prefix;
  return node;
}

// The node below `node` where a text without parameters ends; cuts a node in two if the text leaves
// it in the middle.
Node* insert_text(Node* node, std::string_view text) {
  while (!text.empty()) {
    const std::size_t at = node->firsts.find(text.front());
    if (at == std::string::npos) {
      node->firsts += text.front();
      node->children.push_back(node_of(text));
      return node->children.back().get();
    }
    std::unique_ptr<Node>& child = node->children[at];
    const std::size_t shared = common_length(child->prefix, text);
    if (shared < child->prefix.size()) {
      std::unique_ptr<Node> upper = node_of(text.substr(0, shared));
      child->prefix.erase(0, shared);
      upper->firsts = child->prefix.front();
      upper->children.push_back(std::move(child));
      child = std::move(upper);
    }
    node = child.get();
    text.remove_prefix(shared);
  }
  return node;
}

void insert(Node& root, std::string_view pattern, std::uint32_t route) {
  Node* node = &root;
  while (!pattern.empty()) {
    const std::size_t text = std::min(pattern.find_first_of(":*"), pattern.size());
    node = insert_text(node, pattern.substr(0, text));
    pattern.remove_prefix(text);
    if (pattern.empty()) break;
    if (pattern.front() == '*') {
      node->rest = route;
      return;
    }
    if (!node->parameter) node->parameter = node_of("");
    node = node->parameter.get();
    pattern.remove_prefix(std::min(pattern.find('/'), pattern.size()));
  }
  node->route = route;
}

const Node* child_of(const Node& node, std::uint8_t first) {
  for (std::size_t i = 0; i < node.firsts.size(); ++i) {
    if (static_cast<std::uint8_t>(node.firsts[i]) == first) return node.children[i].get();
  }
  return nullptr;
}

// Where a path stands in the tree, and what was found up to there.
struct Place {
  const Node* node;
  std::size_t at;
  std::uint32_t* to;

  void add_parameter(std::size_t end) {
    *to++ = static_cast<std::uint32_t>(at);
    *to++ = static_cast<std::uint32_t>(end - at);
    at = end;
  }
};

// One node further; false, and nothing changed, where there is no way. Routes here don't compete:
// where a part may be a parameter, no route has a text.
bool go_down(Place& place, Text path) {
  if (const Node* const child = child_of(*place.node, path[place.at])) {
    const std::string& prefix = child->prefix;
    if (path.size() - place.at < prefix.size()) return false;
    if (std::memcmp(path.data() + place.at, prefix.data(), prefix.size()) != 0) return false;
    place.node = child;
    place.at += prefix.size();
    return true;
  }
  if (!place.node->parameter) return false;
  const auto* const slash = std::find(path.data() + place.at, path.data() + path.size(), '/');
  const auto end = static_cast<std::size_t>(slash - path.data());
  if (end == place.at) return false;
  place.add_parameter(end);
  place.node = place.node->parameter.get();
  return true;
}

// Writes the route, how many parameters, and place and length of each.
std::uint32_t* find(const Node* root, Text path, std::uint32_t* out) {
  Place place{root, 0, out + 2};
  while (place.at < path.size() && go_down(place, path)) {
  }
  out[0] = place.node->route;
  if (place.at < path.size()) {
    out[0] = place.node->rest;
    place.add_parameter(path.size());
  }
  if (out[0] == kFault) place.to = out + 2;
  out[1] = static_cast<std::uint32_t>(place.to - out - 2) / 2;
  return place.to;
}

// Paths of a turn, each ended by a line feed.
struct Lookups {
  const Node* routes;
  Text paths;
};

[[gnu::noinline]] std::uint32_t route_all(Lookups lookups, std::uint32_t* out) {
  const Text paths = lookups.paths;
  std::uint32_t* to = out;
  for (std::size_t at = 0; at < paths.size();) {
    const void* const found = std::memchr(paths.data() + at, '\n', paths.size() - at);
    const auto end =
        static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - paths.data());
    to = find(lookups.routes, paths.subspan(at, end - at), to);
    at = end + 1;
  }
  return static_cast<std::uint32_t>(to - out);
}

constexpr std::uint32_t kResources = 20;
constexpr std::uint32_t kParts = 4;  // of each resource

// Ten routes of each resource; one of all has a "*" instead.
std::vector<std::string> make_patterns(const Vocabulary& words) {
  Random random(seed(0x050));
  std::set<std::string> taken;
  const auto fresh = [&] {
    std::string word(words.draw(random));
    while (!taken.insert(word).second) word = words.draw(random);
    return word;
  };
  std::vector<std::string> patterns;
  for (std::uint32_t resource = 0; resource < kResources; ++resource) {
    std::string all = random.below(2) == 0 ? "/v1/" : "/v2/";
    all += fresh();
    patterns.push_back(resource + 1 < kResources ? all : "/static/*path");
    patterns.push_back(all + "/:id");
    for (std::uint32_t part = 0; part < kParts; ++part) {
      const std::string of_one = all + "/:id/" + fresh();
      patterns.push_back(of_one);
      patterns.push_back(of_one + "/:sub");
    }
  }
  return patterns;
}

// A path of a route with words for parameters; one of eight has something behind it, which no route
// has but the one that takes all.
void append_path(std::string& to, std::string_view pattern, const Vocabulary& words,
                 Random& random) {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == ':' || pattern[at] == '*') {
      to += words.draw(random);
      at = std::min(pattern.find('/', at), pattern.size());
    } else {
      to += pattern[at++];
    }
  }
  if (random.below(8) == 0) {
    to += '/';
    to += words.draw(random);
    to += "/x";
  }
  to += '\n';
}

// Of each path the route, which is some eight bits, and the lengths of its parameters: 3,000
// decisions per 256 paths, 32 of these texts, 256 KB.
void url_router(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  const std::vector<std::string> patterns = make_patterns(words);
  Node root;
  for (std::uint32_t route = 0; route < patterns.size(); ++route) {
    insert(root, patterns[route], route);
  }
  Turns turns(state, 32);
  const Messages paths(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x051, turn));
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      append_path(text, patterns[random.below(static_cast<std::uint32_t>(patterns.size()))], words,
                  random);
    }
    return text;
  });
  const auto lookups_of = [&](std::uint64_t turn) { return Lookups{&root, paths(turn)}; };
  run_in_turns<route_all, std::uint32_t>(
      state, turns, {count, "paths"}, lookups_of, count * 8,
      [&](Fnv1a64& hash, Buffer<std::uint32_t>& out) {
        for (const std::string_view path : {"\n", "/\n", "//\n", "/v1\n", "/v1/\n", "/static\n",
                                            "/static/\n", "/static/a/b\n", "/v1//x\n"}) {
          add_output(hash, out, route_all({&root, text_of(path)}, out.data()));
        }
      });
}
BENCHMARK(url_router)->Arg(256);

}  // namespace
}  // namespace assay::web
