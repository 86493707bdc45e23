#include "pose/formats/atomic_file.h"
#include "pose/render/chart.h"

namespace posegrad::pose {

void write_chart(const std::string& path, const Chart& chart) {
  formats::write_file(path, draw_chart(chart));
}

}  // namespace posegrad::pose
