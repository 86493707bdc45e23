#include "tests/detections/property/number_arrays.h"

#include <algorithm>
#include <limits>

namespace posegrad::test::property {
namespace {

using pose::formats::ArrayType;
using pose::formats::NdArray;

template <class T>
NdArray array_of_type(ArrayType type, std::vector<Index> shape,
                      const std::vector<double>& numbers) {
  std::string bytes(numbers.size() * sizeof(T), '\0');
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const T number = static_cast<T>(numbers[i]);
    std::copy_n(reinterpret_cast<const char*>(&number), sizeof(T), bytes.data() + i * sizeof(T));
  }
  return {pose::formats::format_of(type), std::move(shape), pose::formats::Blob::copy_of(bytes)};
}

ToldPoint nowhere(const Told& told) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  switch (told.spelling) {
    case Spelling::minus_ones:
      return {-1, -1, 0};
    case Spelling::nan:
    case Spelling::null:
      return {kNaN, kNaN, kNaN};
    default:
      return {0, 0, 0};
  }
}

/// Those of a frame in slots.
std::vector<ToldPerson> slots_of(const Told& told, const ToldFrame& frame) {
  std::vector<ToldPerson> slots = frame.people;
  const auto joints = static_cast<std::size_t>(told.layout->count());
  while (slots.size() < told.people)
    slots.push_back({told.people, std::vector<ToldPoint>(joints, nowhere(told)), {}, 0, {}});
  return slots;
}

}  // namespace

NdArray array_of(std::vector<Index> shape, const std::vector<double>& numbers,
                 Precision precision) {
  return precision == Precision::single_precision
             ? array_of_type<float>(ArrayType::f4, std::move(shape), numbers)
             : array_of_type<double>(ArrayType::f8, std::move(shape), numbers);
}

std::vector<double> numbers_of(const ToldPerson& person, bool has_scores) {
  std::vector<double> numbers;
  for (const ToldPoint& point : person.points) {
    numbers.insert(numbers.end(), {point.x, point.y});
    if (has_scores) numbers.push_back(point.score);
  }
  return numbers;
}

std::vector<double> numbers_of(const Told& told, bool has_scores) {
  std::vector<double> all;
  for (const ToldFrame& frame : told.frames)
    for (const ToldPerson& person : slots_of(told, frame)) {
      const std::vector<double> numbers = numbers_of(person, has_scores);
      all.insert(all.end(), numbers.begin(), numbers.end());
    }
  return all;
}

std::vector<double> scores_of(const Told& told) {
  std::vector<double> all;
  for (const ToldFrame& frame : told.frames)
    for (const ToldPerson& person : slots_of(told, frame))
      for (const ToldPoint& point : person.points) all.push_back(point.score);
  return all;
}

}  // namespace posegrad::test::property
