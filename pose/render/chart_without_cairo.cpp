#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::pose {

bool can_draw_charts() noexcept { return false; }

std::string draw_chart(const Chart&) {
  throw Error("charts cannot be drawn: this posegrad was built without Cairo");
}

}  // namespace posegrad::pose
