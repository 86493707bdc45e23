#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// SLEAP 1.0 to 1.4 (transposed for MATLAB), sleap-io's "standard", SLEAP's without transposition.
constexpr std::array<std::string_view, 3> kOrders{"PDJT", "TPJD", "TJDP"};

/// sleap-io writes the names of the axes: a JSON list as a text.
std::string told_order(const Field& file) {
  const Value* attributes = file.value().find("tracks@attributes");
  const Value* dims =
      attributes != nullptr && attributes->is_dict() ? attributes->find("dims") : nullptr;
  const auto text = dims != nullptr ? text_of(*dims) : std::nullopt;
  if (!text) return "";
  constexpr std::array<std::pair<std::string_view, char>, 4> kNames{
      {{"frame", 'T'}, {"track", 'P'}, {"node", 'J'}, {"xy", 'D'}}};
  std::array<std::pair<std::size_t, char>, 4> places{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t at = text->find(fmt::format("\"{}\"", kNames[i].first));
    if (at == std::string::npos) return "";
    places[i] = {at, kNames[i].second};
  }
  std::ranges::sort(places);
  std::string order;
  for (const auto& [at, name] : places) order += name;
  return order;
}

bool fits(const NumberBlock& block, std::string_view order, Index nodes, Index tracks) {
  const NumberBlock points = block.arranged(order, "TPJD");
  return points.dim(3) == 2 && (nodes == 0 || points.dim(2) == nodes) &&
         (tracks == 0 || points.dim(1) == tracks);
}

std::string order_of(const Field& file, const NumberBlock& block, Index nodes, Index tracks) {
  const std::string told = told_order(file);
  if (!told.empty() && fits(block, told, nodes, tracks)) return told;
  for (const std::string_view order : kOrders)
    if (fits(block, order, nodes, tracks)) return std::string(order);
  file.at("tracks").fail(fmt::format(
      "an array (tracks, 2, nodes, frames) is wanted; found the shape {} with {} names of nodes",
      block.shape_text(), nodes));
}

std::vector<std::string> texts_at(const Field& file, const char* name) {
  const auto field = file.find(name);
  const auto texts = field ? texts_of(field->value()) : std::nullopt;
  return texts.value_or(std::vector<std::string>{});
}

/// Scores with the axes of the points, but for x and y.
std::optional<NumberBlock> scores_at(const Field& file, const char* name, std::string order,
                                     std::string_view without, std::string_view wanted,
                                     const NumberBlock& points) {
  const auto field = file.find(name);
  if (!field || !is_number_block(field->value())) return std::nullopt;
  const auto block = number_block(*field);
  std::erase_if(order, [&](char axis) { return without.find(axis) != std::string_view::npos; });
  if (!block || block->rank() != static_cast<int>(order.size())) return std::nullopt;
  const NumberBlock scores = block->arranged(order, wanted);
  for (int axis = 0; axis < scores.rank(); ++axis)
    if (scores.dim(axis) != points.dim(axis)) return std::nullopt;
  return scores;
}

class SleapH5Reader final : public RecordReader {
 public:
  std::string name() const override { return "SLEAP analysis HDF5"; }
  std::string written_by() const override { return "SLEAP 1.0 to 1.4, sleap-io"; }
  std::string files() const override { return "h5"; }
  std::vector<std::string> layouts() const override { return {}; }

  bool takes(const Source& source) const override {
    const Document* document = single_document(source);
    if (document == nullptr || document->content != Content::data || !document->value.is_dict())
      return false;
    const Value& file = document->value;
    const Value* tracks = file.find("tracks");
    return tracks != nullptr && tracks->is_array() && tracks->as_array().is_number() &&
           tracks->as_array().rank() == 4 &&
           (file.find("node_names") != nullptr || file.find("track_occupancy") != nullptr);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    require_no_choice(source, choice);
    const Document& document = *single_document(source);
    const Field file(document.value, document.path);
    const NumberBlock block(file.at("tracks").as_array());
    Records records;
    records.format = name();
    records.names = texts_at(file, "node_names");
    records.units = Units::pixels;
    records.keys = FrameKeys::position;
    const std::vector<std::string> tracks = texts_at(file, "track_names");
    const std::string order = order_of(file, block, static_cast<Index>(records.names.size()),
                                       static_cast<Index>(tracks.size()));
    const NumberBlock points = block.arranged(order, "TPJD");
    if (points.numel() == 0) file.at("tracks").fail("there is no frame with anybody in it");
    const auto scores = scores_at(file, "point_scores", order, "D", "TPJ", points);
    const auto people = scores_at(file, "instance_scores", order, "DJ", "TP", points);
    for (Index t = 0; t < points.dim(0); ++t) {
      RawFrame& frame = records.frames.emplace_back();
      frame.where = fmt::format("frame {}", t);
      const NumberBlock found = points.item(t);
      for (Index p = 0; p < points.dim(1); ++p) {
        RawPerson person{raw_points(found.item(p)), kNaN, {}, {}, frame.where};
        for (Index j = 0; scores && j < points.dim(2); ++j)
          person.points[static_cast<std::size_t>(j)].score = scores->at({t, p, j});
        if (people) person.score = people->at({t, p});
        if (!tracks.empty()) person.id = static_cast<double>(p);
        frame.people.push_back(std::move(person));
      }
    }
    leave_out_absent_people(records);
    return records;
  }
};

}  // namespace

std::unique_ptr<RecordReader> sleap_h5_reader() { return std::make_unique<SleapH5Reader>(); }

}  // namespace posegrad::pose::detections::arrays
