#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// How far a vertex goes with which joint: two at most, weights of 255 together.
struct Binding {
  std::array<std::uint8_t, 2> joints = {};
  std::array<std::uint8_t, 2> weights{255, 0};
};

/// A closed surface of triangles, counter-clockwise from outside.
struct Surface {
  std::vector<Vec3> positions;
  std::vector<Vec3> normals;
  std::vector<Binding> bindings;
  std::vector<std::uint32_t> indices;  // three a triangle
};

/// A cross-section of a tube: center + cos(t) across + sin(t) along.
struct Ring {
  Vec3 center, across, along;
  Binding binding;
};

/// Adds a tube through the rings, closed by a point beyond each end, which is bound as the ring next
/// to it; vertices under `floor` are put on it. Normals are smooth.
void add_tube(Surface& surface, const std::vector<Ring>& rings, Vec3 first, Vec3 last,
              double floor = -1e9);

}  // namespace posegrad::pose
