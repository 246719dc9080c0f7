// SPDX-License-Identifier: Apache-2.0
// A page made of a template and data, as Mustache and its kin do: the template is compiled once to
// a list of steps, and each request runs them with the data of that request. What is inserted is
// escaped for HTML unless the template says otherwise.
#include "html_entities.h"
#include "messages.h"

namespace assay::web {
namespace {

struct Product {
  std::string_view name, text, price;
  bool on_sale;
  std::vector<std::string_view> tags;
};

struct Page {
  std::string_view title, user;
  std::vector<Product> products;
};

enum class Field : std::uint8_t {
  none,
  title,
  user,
  name,
  text,
  price,
  tag,
  on_sale,
  products,
  tags
};

enum class Kind : std::uint8_t { text, escaped, raw, if_true, if_false, each, end };

// Of a section (if_true, if_false, each) `partner` is its end, and of an end where its section
// begins.
struct Step {
  Kind kind;
  Field field;
  std::uint32_t partner;
  std::string_view text;
};

constexpr std::string_view kTemplate =
    "<!doctype html>\n<html><head><title>{{title}}</title></head>\n<body><p>Hello, {{user}}</p>\n"
    "<ul class=\"products\">\n{{#products}}<li class=\"product\"><h2>{{name}}</h2>\n"
    "<p>{{{text}}}</p>{{#on_sale}}<b class=\"sale\">{{price}} now</b>{{/on_sale}}{{^on_sale}}"
    "<span>{{price}}</span>{{/on_sale}}\n<ol>{{#tags}}<li>{{tag}}</li>{{/tags}}</ol></li>\n"
    "{{/products}}</ul></body></html>\n";

Field field_of(std::string_view name) {
  constexpr std::array<std::string_view, 9> kFields = {
      "title", "user", "name", "text", "price", "tag", "on_sale", "products", "tags"};
  const auto* const found = std::find(kFields.begin(), kFields.end(), name);
  return static_cast<Field>(found - kFields.begin() + 1);
}

Step step_of(std::string_view tag) {
  switch (tag.front()) {
    case '#': {
      const Field field = field_of(tag.substr(1));
      return {field == Field::on_sale ? Kind::if_true : Kind::each, field, 0, {}};
    }
    case '^':
      return {Kind::if_false, field_of(tag.substr(1)), 0, {}};
    case '/':
      return {Kind::end, field_of(tag.substr(1)), 0, {}};
    case '{':
      return {Kind::raw, field_of(tag.substr(1)), 0, {}};
    default:
      return {Kind::escaped, field_of(tag), 0, {}};
  }
}

std::vector<Step> compiled(std::string_view source) {
  std::vector<Step> steps;
  std::vector<std::uint32_t> open;
  while (!source.empty()) {
    const std::size_t begin = std::min(source.find("{{"), source.size());
    if (begin > 0) steps.push_back({Kind::text, Field::none, 0, source.substr(0, begin)});
    source.remove_prefix(begin);
    if (source.empty()) break;
    const std::size_t end = source.find("}}");
    Step step = step_of(source.substr(2, end - 2));
    source.remove_prefix(end + (step.kind == Kind::raw ? 3 : 2));
    const auto here = static_cast<std::uint32_t>(steps.size());
    if (step.kind == Kind::end) {
      step.partner = open.back();
      steps[open.back()].partner = here;
      open.pop_back();
    } else if (step.kind != Kind::escaped && step.kind != Kind::raw) {
      open.push_back(here);
    }
    steps.push_back(step);
  }
  return steps;
}

// Where a run of steps stands: which product, which tag of it.
struct Position {
  std::size_t product = 0, tag = 0;
};

std::string_view value_of(const Page& page, Position at, Field field) {
  switch (field) {
    case Field::title:
      return page.title;
    case Field::user:
      return page.user;
    case Field::name:
      return page.products[at.product].name;
    case Field::text:
      return page.products[at.product].text;
    case Field::price:
      return page.products[at.product].price;
    case Field::tag:
      return page.products[at.product].tags[at.tag];
    default:
      return {};
  }
}

std::uint8_t* append(std::uint8_t* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

std::uint8_t* append_escaped(std::uint8_t* to, std::string_view text) {
  for (const char c : text) to = put_escaped(static_cast<std::uint8_t>(c), to);
  return to;
}

// How many elements a section walks through, and at which of them it is.
struct Walk {
  std::size_t count;
  std::size_t* index;
};

Walk walk_of(const Page& page, Position& at, Field field) {
  if (field == Field::products) return {page.products.size(), &at.product};
  return {page.products[at.product].tags.size(), &at.tag};
}

struct Request {
  std::span<const Step> steps;
  const Page& page;
};

[[gnu::noinline]] std::uint32_t render(Request request, std::uint8_t* out) {
  const auto& [steps, page] = request;
  std::uint8_t* to = out;
  Position at;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    switch (step.kind) {
      case Kind::text:
        to = append(to, step.text);
        break;
      case Kind::escaped:
        to = append_escaped(to, value_of(page, at, step.field));
        break;
      case Kind::raw:
        to = append(to, value_of(page, at, step.field));
        break;
      case Kind::if_true:
      case Kind::if_false:
        if (page.products[at.product].on_sale != (step.kind == Kind::if_true)) i = step.partner;
        break;
      case Kind::each: {
        const Walk walk = walk_of(page, at, step.field);
        *walk.index = 0;
        if (walk.count == 0) i = step.partner;
        break;
      }
      case Kind::end: {
        if (steps[step.partner].kind != Kind::each) break;
        const Walk walk = walk_of(page, at, step.field);
        if (++*walk.index < walk.count) i = step.partner;
        break;
      }
    }
  }
  return static_cast<std::uint32_t>(to - out);
}

// Texts of pages, all in one Buffer, which the pages point into.
class Pages {
 public:
  Pages(std::uint64_t count, std::size_t products)
      : words_(seed(0x001)), text_(count * products * 256 + 1024) {
    for (std::uint64_t turn = 0; turn < count; ++turn) {
      Random random(seed_of_turn(0x040, turn));
      Page page{sentence(random, 3), sentence(random, 1), {}};
      for (std::size_t i = 0; i < products; ++i) page.products.push_back(product(random));
      pages_.push_back(std::move(page));
    }
  }
  const Page& operator[](std::uint64_t turn) const {
    return pages_[static_cast<std::size_t>(turn)];
  }

 private:
  // Up to `most` words with a blank, or now and then a mark, behind each.
  std::string_view sentence(Random& random, std::uint32_t most) {
    std::string text;
    for (std::uint32_t left = 1 + random.below(most); left > 0; --left) {
      text += words_.draw(random);
      text += "     &<>\"'"[random.below(10)];
    }
    return keep(text);
  }
  Product product(Random& random) {
    Product made{sentence(random, 3), sentence(random, 6), {}, false, {}};
    const std::string whole = std::to_string(random.below(10000));
    made.price = keep(whole + '.' + std::to_string(10 + random.below(90)));
    made.on_sale = random.below(2) == 0;
    for (std::uint32_t left = random.below(5); left > 0; --left) {
      made.tags.push_back(sentence(random, 1));
    }
    return made;
  }
  std::string_view keep(std::string_view text) {
    std::uint8_t* const to = text_.data() + used_;
    used_ += text.size();
    std::memcpy(to, text.data(), text.size());
    return {reinterpret_cast<const char*>(to), text.size()};
  }

  Vocabulary words_;
  Bytes text_;
  std::size_t used_ = 0;
  std::vector<Page> pages_;
};

// Of each product: on sale or not, how many tags, and of some 80 characters which is the last or a
// mark. 64 products are 1,000 decisions and more: 64 pages.
void template_render(benchmark::State& state) {
  const auto products = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 64);
  const std::vector<Step> steps = compiled(kTemplate);
  const Pages pages(turns.count(), products);
  const auto request_of = [&](std::uint64_t turn) { return Request{steps, pages[turn]}; };
  run_in_turns<render, std::uint8_t>(state, turns, {products, "items"}, request_of,
                                     products * 1024 + 1024, kNoExtra);
}
BENCHMARK(template_render)->Arg(64);

}  // namespace
}  // namespace assay::web
