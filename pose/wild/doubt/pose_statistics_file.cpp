#include <filesystem>

#include <fmt/format.h>

#include "pose/formats/npz.h"
#include "pose/formats/reading_limit.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/doubt/pose_statistics.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::Field;
using formats::NdArray;

NdArray array_of(std::vector<Index> shape, const std::vector<double>& numbers) {
  return {formats::format_of(formats::ArrayType::f8), std::move(shape),
          formats::Blob::copy_of(
              {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double)})};
}

std::vector<double> numbers_of(const Field& field, const std::vector<Index>& shape) {
  const NdArray& array = field.as_array();
  if (!array.is_number() || array.shape() != shape)
    field.fail(fmt::format("numbers of shape {} are wanted; found {}", formats::shape_text(shape),
                           array.to_string()));
  std::vector<double> numbers;
  for (Index i = 0; i < array.numel(); ++i) numbers.push_back(array.number(i));
  return numbers;
}

void check_joints(const Field& field) {
  const NdArray& array = field.as_array();
  const std::vector<std::string>& wanted = h36m_17().names;
  if (array.shape() != std::vector{static_cast<Index>(wanted.size())})
    field.fail(fmt::format("{} names are wanted; found {}", wanted.size(), array.to_string()));
  for (std::size_t j = 0; j < wanted.size(); ++j)
    if (array.text(static_cast<Index>(j)) != wanted[j])
      field.fail(fmt::format("joint {} is '{}'; '{}' is wanted, as of Human3.6M", j,
                             array.text(static_cast<Index>(j)), wanted[j]));
}

PoseStatistics statistics_in(const std::string& path) {
  const formats::NpzReader file(path);
  check_joints(file.field("joint_names"));
  const auto read = [&](const char* key, const std::vector<Index>& shape) {
    return numbers_of(file.field(key), shape);
  };
  try {
    return {read("bone_lengths", {16}), read("mean", {16, 3}), read("covariance", {48, 48}),
            read("limit", {}).front()};
  } catch (const ValueError& error) {
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace

PoseStatistics read_pose_statistics(const std::string& path) {
  return formats::within_reading_limit(path, [&] { return statistics_in(path); });
}

void write_pose_statistics(const std::string& path, const PoseStatistics& statistics) {
  const std::vector<std::string>& names = h36m_17().names;
  formats::save_npz(
      path, {{"bone_lengths", array_of({16}, statistics.bone_lengths())},
             {"mean", array_of({16, 3}, statistics.mean())},
             {"covariance", array_of({48, 48}, statistics.covariance())},
             {"limit", NdArray::of_number(statistics.limit())},
             {"joint_names", NdArray::of_texts({static_cast<Index>(names.size())}, names)}});
}

std::string statistics_path(const std::string& checkpoint) {
  return std::filesystem::path(checkpoint).replace_extension(".statistics.npz").string();
}

}  // namespace posegrad::pose
