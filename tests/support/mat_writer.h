#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::test {

/// Writes files as MATLAB's version 5 and 7 do:
///   MatWriter mat;
///   mat.file({mat.cell("data", {1, 1}, {mat.numbers("", {2, 96}, values)})});
/// Every function but file() gives a variable, which has no name inside of another.
class MatWriter {
 public:
  struct Options {
    bool is_double = false;   // else single
    bool narrow = false;      // numbers as 8-bit integers, which MATLAB does where they allow it
    bool compressed = false;  // each variable by zlib
    bool big_endian = false;
  };
  MatWriter() = default;
  explicit MatWriter(Options options) : options_(options) {}

  /// Values in C order.
  std::string numbers(const std::string& name, const std::vector<Index>& shape,
                      std::span<const float> values) const;
  /// Items with the first index running fastest.
  std::string cell(const std::string& name, const std::vector<Index>& shape,
                   const std::vector<std::string>& items) const;
  std::string text(const std::string& name, const std::string& text) const;  // ASCII
  std::string structure(const std::string& name,
                        const std::vector<std::pair<std::string, std::string>>& fields) const;

  std::string file(const std::vector<std::string>& variables) const;

 private:
  std::string word(std::uint32_t value) const;
  std::string element(std::uint32_t type, const std::string& data) const;
  std::string variable(std::uint32_t kind, const std::string& name, const std::vector<Index>& shape,
                       const std::string& content) const;

  Options options_{};
};

}  // namespace posegrad::test
