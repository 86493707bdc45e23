#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "pose/formats/json.h"
#include "pose/formats/json_cursor.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::size_t kDeepest = 100;

/// Builds values while the text is read, without recursion.
class Parser {
 public:
  Parser(std::string_view text, const std::string& name, const JsonOptions& options)
      : cursor_(text, name, options.lenient), name_(name), options_(options) {
    if (options_.keys == nullptr) options_.keys = &own_keys_;
  }

  Value one() {
    for (;;)
      if (begin_value() && !wants_value()) break;
    Value done = std::move(values_.back());
    values_.pop_back();
    return done;
  }

  bool at_end() {
    cursor_.skip_space();
    return cursor_.at_end();
  }

  [[noreturn]] void unexpected() const { cursor_.unexpected(); }

 private:
  struct Open {
    bool is_dict;
    std::size_t first_value, first_key;
  };

  /// A whole value that is no container or an empty one: true. Else opens a container whose first
  /// value comes next.
  bool begin_value() {
    cursor_.skip_space();
    const char next = cursor_.peek();
    if (next != '{' && next != '[') {
      add(scalar(next));
      return true;
    }
    if (open_.size() == kDeepest)
      throw DataError(fmt::format("{}: nested deeper than {} levels", name_, kDeepest));
    cursor_.accept(next);
    open_.push_back({next == '{', values_.size(), keys_.size()});
    cursor_.skip_space();
    if (cursor_.accept(closer())) {
      close();
      return true;
    }
    if (next == '{') key();
    return false;
  }

  /// Behind a value: closes what ends here. True when another value comes.
  bool wants_value() {
    while (!open_.empty()) {
      cursor_.skip_space();
      if (cursor_.accept(',')) {
        cursor_.skip_space();
        if (cursor_.peek() == closer()) cursor_.trailing_comma();
        if (open_.back().is_dict) key();
        return true;
      }
      if (!cursor_.accept(closer())) cursor_.unexpected();
      close();
    }
    return false;
  }

  char closer() const { return open_.back().is_dict ? '}' : ']'; }

  Value scalar(char next) {
    if (next == '"') return cursor_.string();
    if (next == '-' || (next >= '0' && next <= '9')) return cursor_.number();
    return cursor_.word();
  }

  void key() {
    if (cursor_.peek() != '"') cursor_.unexpected();
    keys_.push_back(options_.keys->key(cursor_.string()));
    cursor_.skip_space();
    if (!cursor_.accept(':')) cursor_.unexpected();
  }

  void add(Value value) {
    if (options_.values_left != nullptr && (*options_.values_left)-- == 0) {
      *options_.values_left = 0;
      throw DataError(fmt::format("{}: {}: more values than are accepted", name_, cursor_.place()));
    }
    values_.push_back(std::move(value));
  }

  /// Vectors as long as needed, and no longer: most of a folder's memory is in them.
  void close() {
    const Open done = open_.back();
    open_.pop_back();
    const auto first = values_.begin() + static_cast<std::ptrdiff_t>(done.first_value);
    Value container;
    if (done.is_dict) {
      std::vector<Value::Entry> entries;
      entries.reserve(values_.size() - done.first_value);
      auto key = keys_.begin() + static_cast<std::ptrdiff_t>(done.first_key);
      for (auto value = first; value != values_.end(); ++value)
        entries.emplace_back(std::move(*key++), std::move(*value));
      keys_.resize(done.first_key);
      if (options_.refuse_repeated_keys) refuse_repeated(entries);
      container = Value::dict(std::move(entries));
    } else {
      container =
          Value::list({std::make_move_iterator(first), std::make_move_iterator(values_.end())});
    }
    values_.erase(first, values_.end());
    add(std::move(container));
  }

  void refuse_repeated(const std::vector<Value::Entry>& entries) const {
    std::set<std::string> seen;
    for (const auto& [key, value] : entries)
      if (!seen.insert(key.as_text()).second)
        throw DataError(
            fmt::format("{}: the key '{}' comes twice", name_, printable(key.as_text())));
  }

  JsonCursor cursor_;
  const std::string& name_;
  JsonOptions options_;
  JsonKeys own_keys_;
  std::vector<Open> open_;     // from the outermost
  std::vector<Value> values_;  // of all open containers
  std::vector<Value> keys_;
};

}  // namespace

Value JsonKeys::key(std::string_view text) {
  constexpr std::size_t kMost = 4096;  // beyond it keys are data
  if (const auto found = keys_.find(text); found != keys_.end()) return found->second;
  Value key(text);
  if (keys_.size() < kMost) keys_.emplace(text, key);
  return key;
}

Value read_json(std::string_view text, const std::string& name, const JsonOptions& options) {
  Parser parser(text, name, options);
  Value value = parser.one();
  if (!parser.at_end()) parser.unexpected();
  return value;
}

std::vector<Value> read_json_texts(std::string_view text, const std::string& name,
                                   const JsonOptions& options) {
  Parser parser(text, name, options);
  std::vector<Value> texts;
  do {
    texts.push_back(parser.one());
  } while (!parser.at_end());
  return texts;
}

Field load_json(const std::string& path) {
  return within_reading_limit(path,
                              [&] { return Field(read_json(read_file(path).view(), path), path); });
}

}  // namespace posegrad::pose::formats
