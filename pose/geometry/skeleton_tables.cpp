#include "pose/geometry/skeleton_tables.h"

#include <array>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr std::array<Index, 15> kH36mRemoved{4,  5,  9,  10, 11, 16, 20, 21,
                                             22, 23, 24, 28, 29, 30, 31};

Skeleton make_h36m_17() {
  Skeleton skeleton = remove_joints(h36m_32(), kH36mRemoved);
  // The collar joints that led to the shoulders are gone, which would hang them on the spine.
  skeleton.parents[11] = 8;
  skeleton.parents[14] = 8;
  return skeleton;
}

KeypointLayout layout_of(std::string name, const Skeleton& skeleton) {
  return {std::move(name), skeleton.names, skeleton.joints_left, skeleton.joints_right,
          skeleton.bones()};
}

std::array<KeypointLayout, 5> make_layouts() {
  return {
      layout_of("h36m", h36m_17()),
      KeypointLayout{
          "coco",
          {"nose", "left eye", "right eye", "left ear", "right ear", "left shoulder",
           "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist", "left hip",
           "right hip", "left knee", "right knee", "left ankle", "right ankle"},
          {1, 3, 5, 7, 9, 11, 13, 15},
          {2, 4, 6, 8, 10, 12, 14, 16},
          {{0, 1},
           {0, 2},
           {1, 3},
           {2, 4},
           {5, 6},
           {5, 7},
           {7, 9},
           {6, 8},
           {8, 10},
           {5, 11},
           {6, 12},
           {11, 12},
           {11, 13},
           {13, 15},
           {12, 14},
           {14, 16}}},
      KeypointLayout{"mpii",
                     {"right ankle", "right knee", "right hip", "left hip", "left knee",
                      "left ankle", "pelvis", "thorax", "neck", "head top", "right wrist",
                      "right elbow", "right shoulder", "left shoulder", "left elbow", "left wrist"},
                     {3, 4, 5, 13, 14, 15},
                     {0, 1, 2, 10, 11, 12},
                     {{0, 1},
                      {1, 2},
                      {2, 6},
                      {5, 4},
                      {4, 3},
                      {3, 6},
                      {6, 7},
                      {7, 8},
                      {8, 9},
                      {10, 11},
                      {11, 12},
                      {12, 7},
                      {15, 14},
                      {14, 13},
                      {13, 7}}},
      layout_of("humaneva15", humaneva_15()),
      layout_of("humaneva20", humaneva_20()),
  };
}

const std::array<KeypointLayout, 5>& layouts() {
  static const std::array<KeypointLayout, 5> table = make_layouts();
  return table;
}

}  // namespace

const Skeleton& h36m_32() {
  static const Skeleton skeleton{{"hip",           "right hip",      "right knee",
                                  "right foot",    "right toe base", "right toe",
                                  "left hip",      "left knee",      "left foot",
                                  "left toe base", "left toe",       "spine base",
                                  "spine",         "thorax",         "neck",
                                  "head",          "left collar",    "left shoulder",
                                  "left elbow",    "left wrist",     "left hand",
                                  "left thumb",    "left fingers",   "left fingertip",
                                  "right collar",  "right shoulder", "right elbow",
                                  "right wrist",   "right hand",     "right thumb",
                                  "right fingers", "right fingertip"},
                                 {-1, 0,  1,  2,  3,  4,  0,  6,  7,  8,  9,  0,  11, 12, 13, 14,
                                  12, 16, 17, 18, 19, 20, 19, 22, 12, 24, 25, 26, 27, 28, 27, 30},
                                 {6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 21, 22, 23},
                                 {1, 2, 3, 4, 5, 24, 25, 26, 27, 28, 29, 30, 31}};
  return skeleton;
}

std::span<const Index> h36m_removed_joints() { return kH36mRemoved; }

const Skeleton& h36m_17() {
  static const Skeleton skeleton = make_h36m_17();
  return skeleton;
}

const Skeleton& humaneva_15() {
  static const Skeleton skeleton{
      {"pelvis", "thorax", "left shoulder", "left elbow", "left wrist", "right shoulder",
       "right elbow", "right wrist", "left hip", "left knee", "left ankle", "right hip",
       "right knee", "right ankle", "head"},
      {-1, 0, 1, 2, 3, 1, 5, 6, 0, 8, 9, 0, 11, 12, 1},
      {2, 3, 4, 8, 9, 10},
      {5, 6, 7, 11, 12, 13}};
  return skeleton;
}

const Skeleton& humaneva_20() {
  static const Skeleton skeleton{
      {"torso distal",    "torso proximal", "head proximal",   "left upper arm", "left elbow",
       "left lower arm",  "left wrist",     "right upper arm", "right elbow",    "right lower arm",
       "right wrist",     "left upper leg", "left knee",       "left lower leg", "left ankle",
       "right upper leg", "right knee",     "right lower leg", "right ankle",    "head distal"},
      {-1, 0, 1, 1, 3, 4, 5, 1, 7, 8, 9, 0, 11, 12, 13, 0, 15, 16, 17, 2},
      {3, 4, 5, 6, 11, 12, 13, 14},
      {7, 8, 9, 10, 15, 16, 17, 18}};
  return skeleton;
}

const KeypointLayout* find_keypoint_layout(std::string_view name) {
  for (const KeypointLayout& layout : layouts())
    if (layout.name == name) return &layout;
  return nullptr;
}

const KeypointLayout& keypoint_layout(std::string_view name) {
  if (const KeypointLayout* layout = find_keypoint_layout(name)) return *layout;
  std::string known;
  for (const KeypointLayout& layout : layouts()) known += (known.empty() ? "" : ", ") + layout.name;
  throw ValueError(fmt::format("keypoint layout '{}' is not known; known are {}", name, known));
}

}  // namespace posegrad::pose
