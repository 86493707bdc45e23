#include "pose/wild/result_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "pose/formats/atomic_file.h"
#include "pose/formats/csv_text.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;
using formats::Value;
using nlohmann::json;
using Text = fmt::memory_buffer;

std::string_view name_of(PoseSpace space) {
  return space == PoseSpace::camera ? "camera" : "world";
}

NdArray texts(const std::vector<std::string>& items) {
  return NdArray::of_texts({static_cast<Index>(items.size())}, items);
}
NdArray text(std::string_view item) { return NdArray::of_texts({}, std::array{std::string(item)}); }
NdArray integers(const std::vector<Index>& items) {
  return NdArray::of_tensor(Tensor::from<Index>({static_cast<Index>(items.size())}, items));
}

NdArray numbers(const std::vector<double>& items) {
  return NdArray::of_tensor(Tensor::from<double>({static_cast<Index>(items.size())}, items));
}

/// What files say of a camera.
std::vector<std::pair<std::string, std::vector<double>>> camera_numbers(const SceneCamera& camera) {
  const Quaternion& turn = camera.orientation;
  std::vector<std::pair<std::string, std::vector<double>>> list{
      {"up", {camera.up.x, camera.up.y, camera.up.z}},
      {"camera_orientation", {turn.w, turn.x, turn.y, turn.z}}};
  if (camera.position)
    list.emplace_back("camera_position", std::vector<double>{camera.position->x, camera.position->y,
                                                             camera.position->z});
  return list;
}

NdArray numbers(const std::vector<Index>& items) { return integers(items); }
NdArray numbers(const std::vector<float>& items) {
  return NdArray::of_tensor(Tensor::from<float>({static_cast<Index>(items.size())}, items));
}
NdArray numbers(const std::vector<bool>& items) {
  const std::string bytes(items.begin(), items.end());
  return {formats::format_of(formats::ArrayType::b1),
          {static_cast<Index>(items.size())},
          formats::Blob::copy_of(bytes)};
}

void write_npy(const Scene& scene, const std::string& path, PoseSpace) {
  formats::save_npy(path, NdArray::of_tensor(scene.motions.front().positions));
}

void write_npz(const Scene& scene, const std::string& path, PoseSpace space) {
  const SceneMotion& motion = scene.motions.front();
  std::vector<std::pair<std::string, Value>> members{
      {"positions_3d", NdArray::of_tensor(motion.positions)},
      {"joint_names", texts(motion.skeleton.names)},
      {"parents", integers(motion.skeleton.parents)},
      {"joints_left", integers(motion.skeleton.joints_left)},
      {"joints_right", integers(motion.skeleton.joints_right)},
      {"fps", NdArray::of_number(scene.fps)},
      {"frame_numbers", integers(scene.frame_numbers)},
      {"units", text("metres")},
      {"space", text(name_of(space))},
      {"title", text(scene.title)}};
  if (scene.keypoints) {
    const SceneKeypoints& keypoints = *scene.keypoints;
    members.emplace_back("keypoints_2d", NdArray::of_tensor(keypoints.positions));
    members.emplace_back("keypoints_layout", text(keypoints.layout.name));
    members.emplace_back("keypoint_names", texts(keypoints.layout.joints));
    members.emplace_back("video_size", integers({keypoints.size.width, keypoints.size.height}));
  }
  if (scene.camera)
    for (const auto& [name, values] : camera_numbers(*scene.camera))
      members.emplace_back(name, numbers(values));
  if (motion.foot_contacts.defined())
    members.emplace_back("foot_contacts", NdArray::of_tensor(motion.foot_contacts));
  for (const FrameSeries& series : scene.series)
    members.emplace_back(
        series.name, std::visit([](const auto& items) { return numbers(items); }, series.values));
  formats::save_npz(path, members);
}

void write_csv(const Scene& scene, const std::string& path, PoseSpace) {
  const SceneMotion& motion = scene.motions.front();
  Text out;
  fmt::format_to(std::back_inserter(out), "frame,time (s)");
  for (const std::string& joint : motion.skeleton.names)
    for (const char axis : {'x', 'y', 'z'})
      fmt::format_to(std::back_inserter(out), ",{}",
                     formats::csv_cell(fmt::format("{} {} (m)", joint, axis)));
  out.push_back('\n');
  const auto numbers = motion.positions.cpu_view<float>();
  const std::size_t width = motion.skeleton.names.size() * 3;
  for (std::size_t t = 0; t < scene.frame_numbers.size(); ++t) {
    fmt::format_to(std::back_inserter(out), "{},{}", scene.frame_numbers[t],
                   static_cast<double>(t) / scene.fps);
    for (const float x : numbers.subspan(t * width, width)) {
      out.push_back(',');
      if (std::isfinite(x)) fmt::format_to(std::back_inserter(out), "{}", x);
    }
    out.push_back('\n');
  }
  formats::write_file(path, {out.data(), out.size()});
}

std::string json_text(const std::string& text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}
std::string json_texts(const std::vector<std::string>& items) {
  return json(items).dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_number(Text& out, float x) {
  if (!std::isfinite(x)) {
    out.append(std::string_view("null"));
    return;
  }
  fmt::format_to(std::back_inserter(out), "{}", x);
  // "-0" is an integer to a JSON reader, which has no sign to lose.
  if (x == 0 && std::signbit(x)) out.append(std::string_view(".0"));
}

/// (T, J, C) as lists in lists, a line per frame.
void append_frames(Text& out, const Tensor& tensor, std::string_view indent) {
  const float* number = tensor.cpu_view<float>().data();
  out.push_back('[');
  for (Index t = 0; t < tensor.dim(0); ++t) {
    fmt::format_to(std::back_inserter(out), "{}\n{}  [", t == 0 ? "" : ",", indent);
    for (Index j = 0; j < tensor.dim(1); ++j) {
      out.append(std::string_view(j == 0 ? "[" : ",["));
      for (Index c = 0; c < tensor.dim(2); ++c) {
        if (c > 0) out.push_back(',');
        append_number(out, *number++);
      }
      out.push_back(']');
    }
    out.push_back(']');
  }
  fmt::format_to(std::back_inserter(out), "\n{}]", indent);
}

/// (T, 2) as lists in a list, on one line.
void append_contacts(Text& out, const Tensor& contacts) {
  const auto stands = contacts.cpu_view<Index>();
  out.push_back('[');
  for (std::size_t i = 0; i + 1 < stands.size(); i += 2)
    fmt::format_to(std::back_inserter(out), "{}[{},{}]", i == 0 ? "" : ",", stands[i],
                   stands[i + 1]);
  out.push_back(']');
}

void append_item(Text& out, bool item) { out.append(std::string_view(item ? "true" : "false")); }
void append_item(Text& out, Index item) { fmt::format_to(std::back_inserter(out), "{}", item); }
// With a point, so that whole numbers are read back as what they were.
void append_item(Text& out, float item) {
  const std::size_t begin = out.size();
  append_number(out, item);
  const std::string_view text(out.data() + begin, out.size() - begin);
  if (text.find_first_not_of("-0123456789") == std::string_view::npos)
    out.append(std::string_view(".0"));
}

void append_series(Text& out, const FrameSeries& series) {
  fmt::format_to(std::back_inserter(out), ",\n  {}: [", json_text(series.name));
  const auto append = [&out]<class Item>(const std::vector<Item>& items) {
    for (std::size_t t = 0; t < items.size(); ++t) {
      if (t > 0) out.push_back(',');
      append_item(out, Item(items[t]));
    }
  };
  std::visit(append, series.values);
  out.push_back(']');
}

void write_json(const Scene& scene, const std::string& path, PoseSpace space) {
  const SceneMotion& motion = scene.motions.front();
  Text out;
  const auto add = [&out](fmt::string_view format, const auto&... arguments) {
    fmt::vformat_to(std::back_inserter(out), format, fmt::make_format_args(arguments...));
  };
  add("{{\n  \"title\": {},\n", json_text(scene.title));
  add("  \"units\": \"metres\",\n  \"space\": \"{}\",\n  \"fps\": {},\n", name_of(space),
      scene.fps);
  add("  \"joint_names\": {},\n", json_texts(motion.skeleton.names));
  add("  \"parents\": {},\n", json(motion.skeleton.parents).dump());
  add("  \"joints_left\": {},\n", json(motion.skeleton.joints_left).dump());
  add("  \"joints_right\": {},\n", json(motion.skeleton.joints_right).dump());
  add("  \"frame_numbers\": {},\n", json(scene.frame_numbers).dump());
  add("  \"positions_3d\": ");
  append_frames(out, motion.positions, "  ");
  if (scene.keypoints) {
    const SceneKeypoints& keypoints = *scene.keypoints;
    add(",\n  \"keypoints_layout\": {},\n", json_text(keypoints.layout.name));
    add("  \"keypoint_names\": {},\n", json_texts(keypoints.layout.joints));
    add("  \"video_size\": [{},{}],\n", keypoints.size.width, keypoints.size.height);
    add("  \"keypoints_2d\": ");
    append_frames(out, keypoints.positions, "  ");
  }
  if (scene.camera)
    for (const auto& [name, values] : camera_numbers(*scene.camera))
      add(",\n  \"{}\": {}", name, json(values).dump());
  if (motion.foot_contacts.defined()) {
    add(",\n  \"foot_contacts\": ");
    append_contacts(out, motion.foot_contacts);
  }
  for (const FrameSeries& series : scene.series) append_series(out, series);
  add("\n}}\n");
  formats::write_file(path, {out.data(), out.size()});
}

using Writer = void (*)(const Scene&, const std::string&, PoseSpace);
constexpr std::array<std::pair<std::string_view, Writer>, 4> kWriters{
    {{".npy", write_npy}, {".npz", write_npz}, {".csv", write_csv}, {".json", write_json}}};

Writer writer_of(std::string_view path) {
  for (const auto& [ending, writer] : kWriters) {
    if (path.size() <= ending.size()) continue;
    const std::string_view tail = path.substr(path.size() - ending.size());
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    if (std::ranges::equal(tail, ending, same)) return writer;
  }
  return nullptr;
}

}  // namespace

const std::vector<std::string>& result_endings() {
  static const std::vector<std::string> endings = [] {
    std::vector<std::string> list;
    for (const auto& [ending, writer] : kWriters) list.emplace_back(ending);
    return list;
  }();
  return endings;
}

void write_result(const Scene& scene, const std::string& path, PoseSpace space) {
  const Writer writer = writer_of(path);
  if (writer == nullptr)
    throw ValueError(fmt::format("{}: poses are written as {}; the file's name must end so", path,
                                 fmt::join(result_endings(), ", ")));
  check_scene(scene, path);
  writer(scene, path, space);
}

}  // namespace posegrad::pose
