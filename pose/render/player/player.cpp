#include "pose/render/player/player.h"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "pose/formats/atomic_file.h"
#include "pose/render/player/player_text.h"
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

json content_of(const SceneMotion& motion) {
  return {{"title", motion.title},
          {"joint_names", motion.skeleton.names},
          {"parents", motion.skeleton.parents},
          {"joints_right", motion.skeleton.joints_right},
          {"positions", numbers(motion.positions)},
          {"error_mm", numbers(motion.error_mm)}};
}

json content_of(const SceneKeypoints& keypoints) {
  return {{"layout", keypoints.layout.name},        {"joint_names", keypoints.layout.joints},
          {"bones", keypoints.layout.bones},        {"joints_left", keypoints.layout.left},
          {"joints_right", keypoints.layout.right}, {"width", keypoints.size.width},
          {"height", keypoints.size.height},        {"positions", numbers(keypoints.positions)}};
}

/// JSON inside a script element. Only "<" could end it (or begin a comment that hides its end).
std::string content_of(const Scene& scene) {
  json content{{"fps", scene.fps},
               {"frame_numbers", scene.frame_numbers},
               {"azimuth", scene.azimuth},
               {"motions", json::array()},
               {"keypoints", nullptr}};
  for (const SceneMotion& motion : scene.motions) content["motions"].push_back(content_of(motion));
  if (scene.keypoints) content["keypoints"] = content_of(*scene.keypoints);
  const std::string text = content.dump(-1, ' ', true, json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

/// Text as HTML shows it. What is not UTF-8 becomes the replacement character, as in JSON.
std::string html_text(const std::string& text) {
  const std::string valid =
      json::parse(json(text).dump(-1, ' ', true, json::error_handler_t::replace))
          .get<std::string>();
  std::string safe;
  for (const char c : valid) switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  return safe;
}

/// In one pass: a title "{{scene}}" stays a title.
std::string fill(std::string_view page,
                 const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string filled;
  while (!page.empty()) {
    const std::size_t begin = std::min(page.find("{{"), page.size());
    filled += page.substr(0, begin);
    page.remove_prefix(begin);
    if (page.empty()) break;
    bool known = false;
    for (const auto& [name, text] : parts) {
      if (!page.starts_with(fmt::format("{{{{{}}}}}", name))) continue;
      filled += text;
      page.remove_prefix(name.size() + 4);
      known = true;
      break;
    }
    if (known) continue;
    filled += page.substr(0, 2);
    page.remove_prefix(2);
  }
  return filled;
}

}  // namespace

std::string player_page(const Scene& scene, const std::string& path) {
  check_scene(scene, path);
  if (scene.num_frames() == 0) throw ValueError(path + ": the scene has no frame to play");
  const std::string title = html_text(scene.title), content = content_of(scene);
  return fill(player_text::html, {{"title", title},
                                  {"style", player_text::style},
                                  {"script", player_text::script},
                                  {"scene", content}});
}

void write_player(const Scene& scene, const std::string& path) {
  formats::write_file(path, player_page(scene, path));
}

}  // namespace posegrad::pose
