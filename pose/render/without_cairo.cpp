#include "pose/render/angle_chart.h"
#include "pose/render/chart.h"
#include "pose/render/draw_keypoints.h"
#include "pose/render/draw_scene.h"
#include "pose/render/drawing_facts.h"
#include "tensor/error.h"

namespace posegrad::pose {

DrawingFacts drawing_facts() { return {}; }

bool can_draw_charts() noexcept { return false; }

std::string draw_chart(const Chart&) {
  throw Error("charts cannot be drawn: this posegrad was built without Cairo");
}

std::string draw_charts(const std::vector<Chart>&, ChartFormat) { return draw_chart({}); }

void write_chart(const std::string&, const Chart& chart) { draw_chart(chart); }

std::string angle_chart(const AngleTable&, const std::string&) {
  throw Error("charts cannot be drawn: this posegrad was built without Cairo");
}

void draw_angles(const AngleTable& table, const std::string& title, const std::string&) {
  angle_chart(table, title);
}

bool can_draw_keypoints() noexcept { return false; }

std::string draw_keypoints(const KeypointPicture&) {
  throw Error("keypoints cannot be drawn: this posegrad was built without Cairo");
}

bool can_draw_scenes() noexcept { return false; }

DrawReport draw_scene(const Scene&, const std::string& path, const DrawOptions&,
                      const DrawProgress&) {
  require_drawable_path(path);
  throw Error("motions cannot be drawn: this posegrad was built without Cairo");
}

}  // namespace posegrad::pose
