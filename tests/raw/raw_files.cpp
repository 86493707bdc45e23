#include "tests/raw/raw_files.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "pose/formats/zip_writer.h"
#include "tests/detections/container/packed.h"
#include "tests/support/cdf_writer.h"
#include "tests/support/mat_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

constexpr Index kNumbers = 96;

std::string original_name(std::string action) {
  for (const auto& [ours, theirs] :
       {std::pair{"Photo", "TakingPhoto"}, std::pair{"WalkDog", "WalkingDog"}})
    if (action.starts_with(ours)) action.replace(0, std::string_view(ours).size(), theirs);
  return action;
}

std::vector<float> millimetres(const Tensor& poses) {
  std::vector<float> numbers;
  for (Index e = 0; e < poses.numel(); ++e)
    numbers.push_back(static_cast<float>(poses.at(e) * 1000));
  return numbers;
}

template <class Bytes>
RawFiles files_of(const pose::Positions3d& positions, std::string_view path, Bytes bytes) {
  RawFiles files;
  for (const pose::Subject3d& subject : positions)
    for (const pose::Recording3d& recording : subject.recordings)
      files.emplace_back(
          fmt::format(fmt::runtime(path), subject.name, original_name(recording.action)),
          bytes(millimetres(recording.poses), recording.poses.dim(0)));
  return files;
}

/// One member's header of a tar archive: numbers are octal texts, the sum counts itself as blanks.
std::string tar_header(const std::string& name, std::size_t size) {
  constexpr std::size_t kHeader = 512;
  std::string header(kHeader, '\0');
  const auto put = [&](std::size_t at, std::string_view text) {
    std::ranges::copy(text, header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, std::string_view("ustar\0"
                            "00",
                            8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum));
  header[154] = '\0';
  return header;
}

}  // namespace

pose::Positions3d some_positions() {
  const TinyDataset tiny;
  pose::Positions3d positions = tiny.positions;
  const char* const names[] = {"Photo", "Photo 1", "WalkDog", "Walking"};
  for (pose::Subject3d& subject : positions) {
    for (std::size_t i = 0; i < subject.recordings.size(); ++i) {
      pose::Recording3d& recording = subject.recordings[i];
      recording.action = names[i];
      recording.poses = recording.poses.clone();
      for (float& x : recording.poses.cpu_span<float>()) x = std::round(x * 64000) / 64 / 1000;
    }
  }
  return positions;
}

RawFiles cdf_files(const pose::Positions3d& positions, bool as_double) {
  CdfOptions options;
  options.type = as_double ? 45 : 44;
  options.gzip = true;
  return files_of(positions, "{}/MyPoseFeatures/D3_Positions/{}.cdf",
                  [&](const std::vector<float>& numbers, Index frames) {
                    return cdf_file(numbers, {1, frames, kNumbers}, options);
                  });
}

RawFiles mat_files(const pose::Positions3d& positions) {
  return files_of(
      positions, "{}/MyPoseFeatures/D3_Positions/{}.cdf.mat",
      [](const std::vector<float>& numbers, Index frames) {
        const MatWriter mat;
        return mat.file({mat.cell("data", {1, 1}, {mat.numbers("", {frames, kNumbers}, numbers)})});
      });
}

void write_files(const std::string& folder, const RawFiles& files) {
  for (const auto& [path, bytes] : files) {
    fs::create_directories(fs::path(folder + "/" + path).parent_path());
    write_text(folder + "/" + path, bytes);
  }
}

std::string tar_of(const RawFiles& files) {
  constexpr std::size_t kBlock = 512;
  std::string tar;
  for (const auto& [path, bytes] : files) {
    tar += tar_header(path, bytes.size()) + bytes;
    tar.resize((tar.size() + kBlock - 1) / kBlock * kBlock);
  }
  tar.resize(tar.size() + 2 * kBlock);
  return tar;
}

std::string tgz_of(const RawFiles& files) { return gzipped(tar_of(files)); }

void write_zip(const std::string& path, const RawFiles& files) {
  using pose::formats::ZipWriter;
  ZipWriter zip(path);
  for (const auto& [name, bytes] : files)
    zip.add(name, pose::formats::Blob::copy_of(bytes), ZipWriter::Packing::deflated);
  zip.commit();
}

}  // namespace posegrad::test
