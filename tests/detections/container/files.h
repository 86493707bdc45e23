#pragma once
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/container/open_source.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {

using pose::detections::Content;
using pose::detections::Document;
using pose::detections::Limits;
using pose::detections::open_source;
using pose::detections::Source;
using pose::formats::Value;

/// A file's only document.
inline Document open_bytes(const std::string& bytes, const std::string& name = "file",
                           const Limits& limits = {}) {
  const TemporaryFolder folder;
  write_text(folder / name, bytes);
  Source source = open_source(folder / name, limits);
  BOOST_TEST(!source.is_folder);
  BOOST_TEST_REQUIRE(source.documents.size() == 1U);
  return std::move(source.documents.front());
}

/// Checks the message behind the file's path, and that it is one line.
template <class E = DataError>
void check_refused(const std::string& bytes, const std::string& message,
                   const std::string& name = "file", const Limits& limits = {}) {
  const TemporaryFolder folder;
  write_text(folder / name, bytes);
  check_throws<E>([&] { open_source(folder / name, limits); },
                  fmt::format("{}{}", folder / name, message));
}

/// What follows the kind of a file that holds no keypoints.
inline std::string wanted() {
  return "; wanted are keypoints of a 2D detector: JSON, JSON lines, npz, npy, CSV, a text of "
         "numbers, HDF5, a pickle or PyTorch file of arrays, or a folder";
}

/// "1f8b" as two bytes.
inline std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

inline std::vector<double> numbers(const Value& list) {
  std::vector<double> found;
  for (const Value& item : list.items()) found.push_back(item.as_double());
  return found;
}

}  // namespace posegrad::test
