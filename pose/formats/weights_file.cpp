#include "pose/formats/weights_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "pose/formats/reading_limit.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/special_file.h"
#include "pose/formats/torch_file.h"
#include "pose/formats/zip_reader.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kWebPage =
    "a web page, not weights: the download got it (to sign in, or of an error) in place of the "
    "file";

struct Row {
  std::string_view begin, what;
};

// By the first bytes, in lower case.
constexpr Row kOthers[] = {
    {"version https://git-lfs.github.com/spec/",
     "a Git LFS pointer, not weights: 'git lfs pull' gets the file that it stands for"},
    {"<!doctype html", kWebPage},
    {"<html", kWebPage},
    {"<head", kWebPage},
    {"<?xml", kWebPage},
    {"{", "a JSON text, not weights"},
    {"\x1f\x8b", "a gzip file: unpack it first"},
    {"\x89hdf\r\n\x1a\n", "an HDF5 file, as Keras writes it; PyTorch's and safetensors are read"},
};

std::string begin_of(const std::string& path) {
  refuse_special_file(path);
  std::array<char, 512> bytes{};
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  if (file.gcount() == 0 && errno != 0)
    throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  return {bytes.data(), static_cast<std::size_t>(file.gcount())};
}

// In lower case, without what may stand before a text.
std::string as_text_begin(std::string begin) {
  if (begin.starts_with("\xef\xbb\xbf")) begin.erase(0, 3);
  begin.erase(0, begin.find_first_not_of(" \t\r\n"));
  std::ranges::transform(begin, begin.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return begin;
}

void refuse_other_files(const std::string& path, const std::string& begin) {
  if (begin.empty()) throw DataError(fmt::format("{}: an empty file", path));
  const std::string text = as_text_begin(begin);
  for (const Row& row : kOthers)
    if (text.starts_with(row.begin)) throw DataError(fmt::format("{}: {}", path, row.what));
}

bool is_tar(std::string_view begin) {
  constexpr std::size_t kMagic = 257;
  return begin.size() > kMagic && begin.substr(kMagic).starts_with("ustar");
}

Weights weights_in(const std::string& path) {
  const std::string begin = begin_of(path);
  if (is_zip(path) || is_torch_legacy(begin) || is_tar(begin)) return {torch_load(path), {}, false};
  if (!may_be_safetensors(begin)) {
    refuse_other_files(path, begin);
    if (!path.ends_with(".safetensors"))
      throw DataError(fmt::format(
          "{}: not a file of weights: neither PyTorch's (a zip archive or its magic number) nor "
          "safetensors",
          path));
  }
  Safetensors content = read_safetensors(path);
  Weights weights{Value::dict(), std::move(content.metadata), true};
  for (auto& [name, array] : content.tensors)
    weights.value.set(name, Value::tensor(std::move(array)));
  return weights;
}

}  // namespace

Weights load_weights(const std::string& path) {
  return within_reading_limit(path, [&] { return weights_in(path); });
}

}  // namespace posegrad::pose::formats
