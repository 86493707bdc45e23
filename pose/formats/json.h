#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pose/formats/field.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// Keys of dicts, each kept once: the files of a folder have the same few.
class JsonKeys {
 public:
  Value key(std::string_view text);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, Value, Hash, std::equal_to<>> keys_;
};

struct JsonOptions {
  /// Takes NaN, Infinity and -Infinity, which Python and JavaScript programs write, as numbers; in
  /// any case of letters, also inf and -nan (C), and half of a surrogate pair as U+FFFD.
  bool lenient = false;
  /// Whether equal keys of an object are refused by name; else the last one counts.
  bool refuse_repeated_keys = false;
  /// Counted down by each value; DataError below 0.
  std::uint64_t* values_left = nullptr;
  /// To share keys between texts; none: shared within a text.
  JsonKeys* keys = nullptr;
};

/// A JSON text as data: objects become dicts in the order of the file, arrays lists, null None.
/// Throws DataError "NAME: line 3, column 7: ..." for anything that is not JSON, for numbers that
/// no double holds, and for data nested deeper than 100 levels. Our own parser: libraries take
/// neither the numbers of JsonOptions nor texts in a row, and keep twice the memory.  Source: RFC
/// 8259.
Value read_json(std::string_view text, const std::string& name, const JsonOptions& options = {});

/// All JSON texts of a file that has one after another, white space or nothing between them: JSON
/// lines, or a file that was written to several times.
std::vector<Value> read_json_texts(std::string_view text, const std::string& name,
                                   const JsonOptions& options = {});

/// A file with its place for messages. Throws IoError "cannot open FILE: ..." too.
Field load_json(const std::string& path);

/// A value as compact JSON that read_json reads back: None, bools, numbers, texts, lists, tuples
/// (as lists) and dicts with text keys, in their order. Throws DataError for any other kind and for
/// numbers that JSON does not have (NaN, infinity).
std::string write_json(const Value& value);

}  // namespace posegrad::pose::formats
