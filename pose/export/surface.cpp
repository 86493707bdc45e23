#include "pose/export/surface.h"

#include <algorithm>
#include <numbers>

namespace posegrad::pose {
namespace {

constexpr std::uint32_t kSides = 16;

/// Twice the area of a triangle times its normal.
Vec3 double_area(const Surface& surface, std::size_t at) {
  const auto corner = [&](std::size_t i) { return surface.positions[surface.indices[at + i]]; };
  return cross(corner(1) - corner(0), corner(2) - corner(0));
}

void add_vertex(Surface& surface, Vec3 position, const Binding& binding, double floor) {
  position.y = std::max(position.y, floor);
  surface.positions.push_back(position);
  surface.bindings.push_back(binding);
}

/// The triangles of a tube whose vertices are the first pole, rings, and the last pole.
void add_triangles(Surface& surface, std::uint32_t begin, std::uint32_t rings) {
  const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    surface.indices.insert(surface.indices.end(), {a, b, c});
  };
  const std::uint32_t last = begin + 1 + rings * kSides;
  for (std::uint32_t side = 0; side < kSides; ++side) {
    const std::uint32_t next = (side + 1) % kSides;
    const auto vertex = [&](std::uint32_t ring, std::uint32_t at) {
      return begin + 1 + ring * kSides + at;
    };
    add(begin, vertex(0, next), vertex(0, side));
    for (std::uint32_t ring = 0; ring + 1 < rings; ++ring) {
      add(vertex(ring, side), vertex(ring, next), vertex(ring + 1, side));
      add(vertex(ring, next), vertex(ring + 1, next), vertex(ring + 1, side));
    }
    add(last, vertex(rings - 1, side), vertex(rings - 1, next));
  }
}

/// Whether triangles look inward: the volume that they enclose is negative then.
bool is_inside_out(const Surface& surface, std::size_t first_index) {
  double volume = 0;
  const Vec3 origin = surface.positions[surface.indices[first_index]];
  for (std::size_t at = first_index; at < surface.indices.size(); at += 3)
    volume += dot(surface.positions[surface.indices[at]] - origin, double_area(surface, at));
  return volume < 0;
}

/// The mean of the triangles around each vertex, by area.
void add_normals(Surface& surface, std::size_t first_index) {
  std::vector<Vec3> sums(surface.positions.size());
  for (std::size_t at = first_index; at < surface.indices.size(); at += 3)
    for (std::size_t i = 0; i < 3; ++i) {
      Vec3& sum = sums[surface.indices[at + i]];
      sum = sum + double_area(surface, at);
    }
  for (std::size_t i = surface.normals.size(); i < sums.size(); ++i)
    surface.normals.push_back(length(sums[i]) > 1e-15 ? unit(sums[i]) : Vec3{0, 1, 0});
}

}  // namespace

void add_tube(Surface& surface, const std::vector<Ring>& rings, Vec3 first, Vec3 last,
              double floor) {
  const auto begin = static_cast<std::uint32_t>(surface.positions.size());
  const std::size_t first_index = surface.indices.size();
  add_vertex(surface, first, rings.front().binding, floor);
  for (const Ring& ring : rings)
    for (std::uint32_t side = 0; side < kSides; ++side) {
      const double t = 2 * std::numbers::pi * side / kSides;
      add_vertex(surface, ring.center + std::cos(t) * ring.across + std::sin(t) * ring.along,
                 ring.binding, floor);
    }
  add_vertex(surface, last, rings.back().binding, floor);
  add_triangles(surface, begin, static_cast<std::uint32_t>(rings.size()));
  if (is_inside_out(surface, first_index))
    for (std::size_t at = first_index; at < surface.indices.size(); at += 3)
      std::swap(surface.indices[at + 1], surface.indices[at + 2]);
  add_normals(surface, first_index);
}

}  // namespace posegrad::pose
