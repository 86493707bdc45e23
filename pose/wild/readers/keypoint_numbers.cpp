#include "pose/wild/readers/keypoint_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::readers {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr DetectedKeypoint kNotFound{kNaN, kNaN, 0};

void require_count(const formats::Field& field, std::size_t found, std::size_t wanted,
                   const char* what) {
  if (found != wanted)
    field.fail(fmt::format("{} numbers ({}) are wanted; found {}", wanted, what, found));
}

}  // namespace

std::vector<double> numbers_of(const formats::Field& field) {
  std::vector<double> numbers;
  if (field.value().is_array()) {
    const formats::NdArray& array = field.as_array();
    if (!array.is_number()) field.fail("numbers are wanted; found " + array.to_string());
    for (Index i = 0; i < array.numel(); ++i) numbers.push_back(array.number(i));
    return numbers;
  }
  numbers.reserve(field.size());
  if (!field.value().is_sequence())
    field.fail(fmt::format("a list of numbers is wanted; found {}", field.value().kind_name()));
  for (const formats::Value& item : field.value().items()) {
    if (item.is_none()) {
      numbers.push_back(kNaN);
    } else {
      try {
        numbers.push_back(item.as_double());
      } catch (const DataError& error) {
        field.fail(fmt::format("[{}]: {}", numbers.size(), error.what()));
      }
    }
  }
  return numbers;
}

DetectedKeypoint keypoint_of(double x, double y, double confidence) {
  const bool is_zero = x == 0 && y == 0 && confidence == 0;
  if (is_zero || std::isnan(x) || std::isnan(y) || std::isnan(confidence)) return kNotFound;
  return {x, y, std::clamp(confidence, 0.0, 1.0), confidence};
}

DetectedKeypoint keypoint_of(double x, double y) {
  return x == 0 && y == 0 ? kNotFound : keypoint_of(x, y, 1);
}

std::vector<DetectedKeypoint> keypoints_of_triples(std::span<const double> numbers) {
  std::vector<DetectedKeypoint> keypoints;
  for (std::size_t i = 0; i + 2 < numbers.size(); i += 3)
    keypoints.push_back(keypoint_of(numbers[i], numbers[i + 1], numbers[i + 2]));
  return keypoints;
}

std::vector<DetectedKeypoint> mapped(const JointMapping& mapping,
                                     std::span<const DetectedKeypoint> keypoints) {
  std::vector<DetectedKeypoint> picked;
  picked.reserve(mapping.from.size());
  for (const Index joint : mapping.from)
    picked.push_back(keypoints[static_cast<std::size_t>(joint)]);
  return picked;
}

double mean_confidence(std::span<const DetectedKeypoint> keypoints) {
  double sum = 0;
  for (const DetectedKeypoint& keypoint : keypoints) sum += keypoint.confidence;
  return keypoints.empty() ? 0 : sum / static_cast<double>(keypoints.size());
}

Box checked(const Box& box, const formats::Field& place) {
  if (box.x2 < box.x1 || box.y2 < box.y1)
    place.fail(fmt::format("a box of the negative size {} x {}", box.x2 - box.x1, box.y2 - box.y1));
  return box;
}

Box box_of_corner_and_size(const formats::Field& field) {
  const std::vector<double> numbers = numbers_of(field);
  require_count(field, numbers.size(), 4, "x, y, width, height");
  return checked({numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]}, field);
}

Box box_of_corners(const formats::Field& field) {
  if (field.value().is_sequence() && field.size() == 1 && field[0].value().is_sequence())
    return box_of_corners(field[0]);
  const std::vector<double> numbers = numbers_of(field);
  require_count(field, numbers.size(), 4, "x1, y1, x2, y2");
  return checked({numbers[0], numbers[1], numbers[2], numbers[3]}, field);
}

VideoSize video_size_of(const formats::Field& dict, std::string_view width,
                        std::string_view height) {
  const auto pixels = [&](std::string_view key) {
    const double size = dict.at(key).as_double();
    if (!(size >= 1 && size <= 1e5) || size != std::floor(size))
      dict.at(key).fail(fmt::format("{} pixels; 1 to 100000 are wanted", size));
    return static_cast<Index>(size);
  };
  return {pixels(width), pixels(height)};
}

}  // namespace posegrad::pose::readers
