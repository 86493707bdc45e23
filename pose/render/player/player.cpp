#include "pose/render/player/player.h"

#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "pose/formats/atomic_file.h"
#include "pose/render/angle_panels.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "pages hold little-endian floats");

std::string base64(std::span<const std::byte> bytes) {
  // OpenSSL counts with int, so it is given pieces; only a multiple of 3 bytes needs no padding.
  constexpr std::size_t kPiece = 3 << 20;
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  std::size_t length = 0;
  for (std::size_t begin = 0; begin < bytes.size(); begin += kPiece) {
    const auto piece = bytes.subspan(begin, std::min(kPiece, bytes.size() - begin));
    length += static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data() + length),
        reinterpret_cast<const unsigned char*>(piece.data()), static_cast<int>(piece.size())));
  }
  text.resize(length);
  return text;
}

json numbers(const Tensor& tensor) {
  if (!tensor.defined()) return nullptr;
  return base64({tensor.bytes(), tensor.nbytes()});
}

/// Values are base64 of (angles, T) float32, degrees.
json content_of(const AngleTable& table) {
  json content{{"names", json::array()}, {"panels", json::array()}};
  const auto frames = static_cast<Index>(table.frame_numbers.size());
  const Tensor values = Tensor::empty({static_cast<Index>(table.angles.size()), frames});
  float* out = values.data<float>();
  for (const AngleTable::Angle& angle : table.angles) {
    content["names"].push_back(angle.name);
    for (const double degrees : angle.degrees) *out++ = static_cast<float>(degrees);
  }
  content["values"] = numbers(values);
  for (const AnglePanel& panel : angle_panels(table)) {
    json lines = json::array();
    for (const AnglePanel::Line& line : panel.lines)
      lines.push_back({{"angle", line.angle - table.angles.data()},
                       {"label", line.label},
                       {"color", line.color},
                       {"observed", line.angle->observed}});
    content["panels"].push_back({{"title", panel.title}, {"lines", std::move(lines)}});
  }
  return content;
}

json content_of(const SceneMotion& motion) {
  return {{"title", motion.title},
          {"joint_names", motion.skeleton.names},
          {"parents", motion.skeleton.parents},
          {"joints_right", motion.skeleton.joints_right},
          {"positions", numbers(motion.positions)},
          {"error_mm", numbers(motion.error_mm)},
          {"angles", motion.angles ? content_of(*motion.angles) : json()},
          {"bvh", motion.bvh.empty() ? json() : json(motion.bvh)}};
}

json content_of(const SceneKeypoints& keypoints) {
  return {{"layout", keypoints.layout.name},        {"joint_names", keypoints.layout.joints},
          {"bones", keypoints.layout.bones},        {"joints_left", keypoints.layout.left},
          {"joints_right", keypoints.layout.right}, {"width", keypoints.size.width},
          {"height", keypoints.size.height},        {"positions", numbers(keypoints.positions)}};
}

json content_of(const Scene& scene) {
  json content{{"fps", scene.fps},
               {"frame_numbers", scene.frame_numbers},
               {"azimuth", scene.azimuth},
               {"motions", json::array()},
               {"keypoints", nullptr}};
  for (const SceneMotion& motion : scene.motions) content["motions"].push_back(content_of(motion));
  if (scene.keypoints) content["keypoints"] = content_of(*scene.keypoints);
  return content;
}

}  // namespace

std::string player_page(const Scene& scene, const std::string& path) {
  check_scene(scene, path);
  if (scene.num_frames() == 0) throw ValueError(path + ": the scene has no frame to play");
  const std::string title = formats::html_text(scene.title);
  const std::string content = formats::script_json(content_of(scene));
  return formats::fill_page(player_files, {{"title", title}, {"scene", content}});
}

void write_player(const Scene& scene, const std::string& path) {
  formats::write_file(path, player_page(scene, path));
}

}  // namespace posegrad::pose
