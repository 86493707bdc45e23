#include "pose/inspect/layout_facts.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/layouts/found_points.h"
#include "pose/detections/layouts/plausibility.h"
#include "pose/detections/layouts/recognise_parts.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

using detections::Layout;

constexpr Index kMostPeople = 300;
constexpr const char* kUsualTarget = "coco";  // of the program's own models

struct LayoutFit {
  const Layout* layout;
  detections::Fit fit;
};

std::string how_decided(const detections::Records& records, const Layout& layout,
                        const ReadOptions& options) {
  if (!options.layout.empty()) return "--layout " + options.layout;
  if (detections::has_names(records)) return "the file's names of its points";
  const Layout* stated = records.layout.empty() ? nullptr : detections::find_layout(records.layout);
  if (stated != nullptr && stated->name == layout.name) return "the file or its format says so";
  return "number of the points and how they lie";
}

/// A user's own has a file of its own and no place in the registry.
std::string option_of(const Layout& layout, const ReadOptions& options) {
  return detections::find_layout(layout.name) != nullptr ? layout.name : options.layout;
}

void add_target(const Layout& layout, Section& section, Report& report) {
  const KeypointLayout& target = keypoint_layout(kUsualTarget);
  try {
    const detections::JointMap map = detections::map_to(layout, target);
    Json absent = Json::array();
    for (const Index joint : map.absent)
      absent.push_back(target.joints[static_cast<std::size_t>(joint)]);
    const std::string note = detections::map_note(layout, map);
    section.add("missing for a coco model", absent, note.empty() ? "nothing" : note);
    if (!map.absent.empty()) report.odd.push_back("for a model of COCO's joints: " + note);
  } catch (const DataError& error) {
    section.add("missing for a coco model", target.joints, error.what());
    report.odd.emplace_back(error.what());
  }
}

}  // namespace

void add_fits(const detections::Records& records, const std::string& source, Report& report) {
  const detections::FoundPeople found = detections::found_people(records, source, kMostPeople);
  std::vector<LayoutFit> fits;
  for (const Layout& layout : detections::layouts())
    if (layout.count() == found.points) fits.push_back({&layout, fit_of(layout, found)});
  std::ranges::stable_sort(fits, {}, [](const LayoutFit& one) {
    return std::isnan(one.fit.cost) ? HUGE_VAL : one.fit.cost;
  });
  Json list = Json::array();
  std::vector<std::string> texts;
  for (const auto& [layout, fit] : fits) {
    list.push_back({{"layout", layout->name}, {"cost", fit.cost}, {"too_long", fit.too_long}});
    texts.push_back(std::isnan(fit.cost) ? fmt::format("{} not known", layout->name)
                                         : fmt::format("{} {:.2f}", layout->name, fit.cost));
  }
  std::string text = list_text(texts, texts.size());
  if (!texts.empty()) text += " (0: limbs as a body has them; above 0.55 unlikely)";
  report.section("layout").add("fits", list, text);
}

void add_layout_facts(const detections::Records& records, const detections::Recognised& recognised,
                      const ReadOptions& options, Report& report) {
  const Layout& layout = recognised.layout;
  Section& section = report.section("layout");
  section.add("order", layout.title);
  const std::string name = option_of(layout, options);
  section.add("option", name.empty() ? Json() : Json("--layout " + name));
  section.add("decided by", how_decided(records, layout, options));
  Json joints = Json::array();
  std::vector<std::string> named;
  for (const std::string& joint : layout.joints) {
    joints.push_back(joint.empty() ? Json() : Json(joint));
    if (!joint.empty()) named.push_back(joint);
  }
  std::string text = list_text(named, named.size());
  if (const std::size_t rest = layout.joints.size() - named.size(); rest > 0)
    text += fmt::format("; {} points without a name of ours", rest);
  section.add("joints", joints, text);
  add_target(layout, section, report);
}

}  // namespace posegrad::pose::inspection
