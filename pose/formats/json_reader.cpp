#include "pose/formats/json_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 100, kExcerpt = 12;

/// "line 3, column 7" of byte `at`, both counted from 1.
std::string place_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
  return fmt::format("line {}, column {}", std::ranges::count(before, '\n') + 1,
                     before.size() - line_start + 1);
}

/// Builds the value while the text is read, without recursion.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Value take() { return std::move(root_); }

  bool null() override { return add({}); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return std::in_range<std::int64_t>(value) ? add(static_cast<std::int64_t>(value))
                                              : add(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::dict()); }
  bool start_array(std::size_t) override { return open(Value::list()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    keys_.back() = std::move(value);
    return true;
  }
  bool parse_error(std::size_t at, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    if (error.id == kOutOfRange)
      throw DataError(fmt::format("{}: the number {} is out of range", name_, printable(token)));
    const std::size_t end = std::min(at == 0 ? 0 : at - 1, text_.size());
    const std::string_view rest = text_.substr(end);
    throw DataError(fmt::format(
        "{}: {}: this is no JSON: {}", name_, place_of(text_, end),
        rest.empty() ? "the text ends too early"
                     : fmt::format("'{}' was not expected",
                                   printable(rest.substr(
                                       0, std::min<std::size_t>(rest.find('\n'), kExcerpt))))));
  }

 private:
  static constexpr int kOutOfRange = 406;  // nlohmann's number for a number beyond double

  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().is_dict()) {
      open_.back().set(std::move(keys_.back()), std::move(value));
    } else {
      open_.back().push_back(std::move(value));
    }
    return true;
  }
  bool open(Value container) {
    if (open_.size() == kDeepest)
      throw DataError(fmt::format("{}: nested deeper than {} levels", name_, kDeepest));
    open_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    Value done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(done));
  }

  std::string_view text_;
  const std::string& name_;
  Value root_;
  std::vector<Value> open_;        // from the outermost
  std::vector<std::string> keys_;  // of the item that comes next in each
};

}  // namespace

Value read_json(std::string_view text, const std::string& name) {
  Builder builder(text, name);
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

Field load_json(const std::string& path) { return {read_json(read_file(path).view(), path), path}; }

}  // namespace posegrad::pose::formats
