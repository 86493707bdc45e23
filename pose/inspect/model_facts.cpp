#include "pose/inspect/model_facts.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/model/checkpoint/architecture.h"

namespace posegrad::pose::inspection {
namespace {

constexpr std::size_t kShown = 5;

/// Of odd widths, bounded by what architecture_of lets pass; 0 beyond any video.
Index product(const std::vector<Index>& widths) {
  constexpr Index kMost = 1'000'000'000;
  Index frames = 1;
  for (const Index width : widths) {
    if (width > kMost / frames) return 0;
    frames *= width;
  }
  return frames;
}

/// The parameters with numbers that are not finite, and how many these are.
Json not_finite(const StateDict& state) {
  Json spoilt = Json::object();
  for (const auto& [name, tensor] : state) {
    if (tensor.dtype() != DType::f32) continue;
    Index count = 0;
    for (const float number : tensor.cpu_view<float>()) count += std::isfinite(number) ? 0 : 1;
    if (count > 0) spoilt[name] = count;
  }
  return spoilt;
}

std::string joints_text(Index inputs) {
  std::string text = fmt::format("{}", inputs);
  for (const Index each : {2, 3})
    if (inputs % each == 0) text += fmt::format(", {} x {}", inputs / each, each);
  return text;
}

/// Dense filters grow with their layer, dilated ones seldom do.
bool looks_dense(const Architecture& architecture) {
  const std::vector<Index>& widths = architecture.kernels;
  return widths.size() > 1 && widths[1] > widths[0] && !architecture.widths(true).empty();
}

void add_numbers(const StateDict& state, const std::string& where, Section& model, Report& report) {
  const Json spoilt = not_finite(state);
  std::vector<std::string> names;
  for (const auto& [name, count] : spoilt.items())
    names.push_back(fmt::format("{} ({})", name, count.get<Index>()));
  model.add("not finite", spoilt, list_text(names, kShown));
  if (!names.empty())
    report.odd.push_back(fmt::format(
        "{}: numbers that are NaN or infinite in {}: the training or the file is broken", where,
        list_text(names, kShown)));
}

}  // namespace

void add_model(const StateDict& state, const ModelPlace& place, const std::string& path,
               const std::optional<ModelFacts>& facts, Report& report) {
  const std::string where = place_in(path, place.key);
  report.section(place.section).add("key", place.key, place.key.empty() ? "none: bare names" : "");
  const Architecture found = architecture_of(state, where);
  const bool is_dense = facts && facts->dense;
  const std::vector<Index> widths = found.widths(is_dense);
  Section& model = report.section(place.section);
  model.add("architecture", widths.empty() ? Json() : Json(widths),
            widths.empty() ? "" : fmt::format("-arc {}", fmt::join(widths, ",")));
  const Index frames = widths.empty() ? 0 : product(widths);
  model.add("frames", frames > 0 ? Json(frames) : Json(),
            frames > 0 ? fmt::format("{} around each", frames) : "");
  model.add("channels", found.channels);
  model.add("numbers in", found.inputs, joints_text(found.inputs));
  model.add("joints out", found.joints_out);
  model.add("parameters", parameter_count(state));
  model.add("type", place.types);
  add_numbers(state, where, model, report);
  if (!facts && looks_dense(found))
    report.odd.push_back(
        fmt::format("{}: its filters are {} frames wide: those of a dense model of -arc {} (wild "
                    "--dense)?",
                    where, fmt::join(found.kernels, ", "), fmt::join(found.widths(true), ",")));
}

void add_said_facts(const Checkpoint& checkpoint, Report& report) {
  Section& section = report.section("said");
  const std::optional<ModelFacts>& facts = checkpoint.model_facts;
  const auto add = [&](const char* name, auto value_of) {
    section.add(name, facts ? Json(value_of(*facts)) : Json(), facts ? "" : "not said");
  };
  add("causal", [](const ModelFacts& f) { return f.causal; });
  add("dense", [](const ModelFacts& f) { return f.dense; });
  add("mirrored", [](const ModelFacts& f) { return f.mirrored; });
  const bool has_layout = facts && !facts->keypoint_layout.empty();
  section.add("keypoints", has_layout ? Json(facts->keypoint_layout) : Json(),
              has_layout ? "" : "not said");
  const bool has_rate = facts && facts->fps > 0;
  section.add("fps", has_rate ? Json(facts->fps) : Json(), has_rate ? "" : "not said");
  add("input", [](const ModelFacts& f) {
    return f.input == ModelInput::person ? "around the person" : "of the screen";
  });
}

}  // namespace posegrad::pose::inspection
