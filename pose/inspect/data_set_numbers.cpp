#include "pose/inspect/data_set_numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/records/arrays/number_block.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

using formats::Field;
using formats::NdArray;
using formats::Value;

/// What looking at it costs.
std::size_t items_of(const Field& field) {
  const Value& value = field.value();
  if (value.is_array()) return static_cast<std::size_t>(value.as_array().numel()) + 1;
  return (value.is_dict() || value.is_sequence() ? value.size() : 0) + 1;
}

/// Whether its items are values of their own.
bool is_list(const Field& field) {
  return !field.value().is_array() || field.as_array().type() == formats::ArrayType::object;
}

/// The cameras of an action: items of a list or object array, or of an array's first axis.
std::vector<Field> cameras_of(const Field& action) {
  const auto named = [&](Value value, std::size_t i) {
    return Field(std::move(value), fmt::format("{}: camera {}", action.where(), i));
  };
  std::vector<Field> cameras;
  if (!action.value().is_array()) {
    if (!action.value().is_sequence())
      action.fail(
          fmt::format("a list over cameras is wanted; found {}", action.value().kind_name()));
    const std::vector<Value>& items = action.value().items();
    for (std::size_t i = 0; i < items.size(); ++i) cameras.push_back(named(items[i], i));
    return cameras;
  }
  const NdArray& array = action.as_array();
  if (array.type() == formats::ArrayType::object) {
    for (std::size_t i = 0; i < array.objects().size(); ++i)
      cameras.push_back(named(array.objects()[i], i));
  } else if (array.rank() == 4) {
    for (Index i = 0; i < array.dim(0); ++i)
      cameras.push_back(named(array.item_of_first_axis(i), static_cast<std::size_t>(i)));
  } else {
    cameras.push_back(action);  // one camera without a list round it
  }
  return cameras;
}

class Counter {
 public:
  explicit Counter(DataSetNumbers& numbers) : numbers_(numbers) {}

  void add(const Field& sequence, SubjectNumbers& subject) {
    if (sequence.is_none()) {
      ++numbers_.absent;
      return;
    }
    const bool is_array = sequence.value().is_array() && sequence.as_array().is_number();
    if (!is_array || sequence.as_array().rank() != 3 || sequence.as_array().dim(2) < 1) {
      numbers_.broken.push_back(
          fmt::format("{}: frames x joints x 2 or 3 numbers are wanted; found {}", sequence.where(),
                      sequence.value().is_array() ? sequence.as_array().to_string()
                                                  : std::string(sequence.value().kind_name())));
      return;
    }
    const NdArray& array = sequence.as_array();
    const Index frames = array.numel() == 0 ? 0 : array.dim(0);  // (10^18, 0, 3) is nothing
    numbers_.shortest = numbers_.sequences == 0 ? frames : std::min(numbers_.shortest, frames);
    numbers_.longest = std::max(numbers_.longest, frames);
    ++numbers_.sequences;
    numbers_.frames += frames;
    ++numbers_.joints[array.dim(1)];
    ++numbers_.features[array.dim(2)];
    ++subject.sequences;
    subject.frames += frames;
    look_at(array, sequence.where());
  }

 private:
  void look_at(const NdArray& array, const std::string& where) {
    const Index features = array.dim(2), in_frame = array.dim(1) * features;
    Index last_frame = -1;
    for (Index i = 0; i < array.numel(); ++i) {
      const double number = array.number(i);
      if (!std::isfinite(number)) {
        const Index frame = i / in_frame;
        if (numbers_.not_finite == 0)
          numbers_.first_not_finite =
              fmt::format("{}, frame {}, joint {}", where, frame, i % in_frame / features);
        ++numbers_.not_finite;
        if (frame != last_frame) ++numbers_.frames_not_finite;
        last_frame = frame;
        continue;
      }
      const auto axis = static_cast<std::size_t>(i % features);
      if (axis >= numbers_.extents.size()) continue;
      Extent& extent = numbers_.extents[axis];
      extent.least = std::min(extent.least, number);
      extent.most = std::max(extent.most, number);
    }
  }

  DataSetNumbers& numbers_;
};

}  // namespace

DataSetNumbers data_set_numbers(const Field& positions, bool has_cameras) {
  DataSetNumbers numbers;
  Counter counter(numbers);
  detections::arrays::RepetitionGuard guard;
  for (const auto& [name, actions] : positions.entries()) {
    SubjectNumbers& subject = numbers.subjects.emplace_back();
    subject.name = name;
    guard.charge(actions.value(), items_of(actions), actions);
    for (const auto& [action, sequence] : actions.entries()) {
      subject.actions.push_back(action);
      guard.charge(sequence.value(), items_of(sequence), sequence);
      if (!has_cameras) {
        counter.add(sequence, subject);
        continue;
      }
      std::vector<Field> cameras;
      try {
        cameras = cameras_of(sequence);
      } catch (const DataError& error) {
        numbers.broken.emplace_back(error.what());
      }
      subject.cameras = std::max(subject.cameras, static_cast<Index>(cameras.size()));
      for (const Field& camera : cameras) {
        if (is_list(sequence)) guard.charge(camera.value(), items_of(camera), camera);
        counter.add(camera, subject);
      }
    }
  }
  return numbers;
}

}  // namespace posegrad::pose::inspection
