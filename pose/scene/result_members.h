#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/ndarray.h"

namespace posegrad::pose {

/// An array of a file, and its place for messages.
struct ResultMember {
  formats::NdArray array;
  std::string where;  // "FILE: KEY"

  /// Throws DataError "WHERE: MESSAGE".
  [[noreturn]] void fail(std::string_view message) const;

  /// That it holds real numbers of this shape; -1: any size. Without any number a shape may end
  /// early: JSON writes no axes of an empty list.
  void require_numbers(const std::vector<Index>& shape) const;
  /// The only number, text: of rank 0.
  double number() const;
  std::string text() const;
  /// Of rank 1.
  std::vector<std::string> texts() const;
  std::vector<Index> integers() const;
};

/// Named arrays of an .npz, or of a .json: one object whose lists in lists of equal lengths are
/// arrays. There booleans alone are bool, integers alone i8, texts alone text; other numbers, with
/// null for NaN, f8.
class ResultMembers {
 public:
  virtual ~ResultMembers() = default;
  virtual std::vector<std::string> keys() const = 0;  // in the order of the file
  virtual bool has(std::string_view key) const = 0;
  /// Throws DataError naming file and key when it is not there or no array.
  virtual ResultMember at(std::string_view key) const = 0;

  std::optional<ResultMember> find(std::string_view key) const;

  static std::unique_ptr<ResultMembers> of_npz(const std::string& path);
  static std::unique_ptr<ResultMembers> of_json(const std::string& path);
};

}  // namespace posegrad::pose
