#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "pose/wild/ground/standing_feet.h"

namespace posegrad::pose {
namespace {

constexpr double kUpError = 4 * std::numbers::pi / 180, kLeastSure = 0.2;
constexpr double kPlace = 0.5, kSpread = 1.0;              // metres
constexpr double kHeightError = 0.05, kDepthError = 0.04;  // metres; part of the distance
constexpr double kStretch = 0.1;
constexpr double kFarthestTilt = 2.5, kRoughest = 0.10;  // usual errors; metres
constexpr int kRounds = 10;

/// Where feet stood: mean over their time, by their stillness.
struct Place {
  Vec3 at;
  double weight = 0;
};

/// Two directions along the floor.
struct Tangents {
  Vec3 a, b;
};

Tangents tangents_of(Vec3 up) {
  const Vec3 a = unit(cross(std::abs(up.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, 1, 0}, up));
  return {a, cross(up, a)};
}

std::vector<Place> places_of(const RootedMotion& motion, const std::vector<Vec3>& root,
                             const FootContacts& contacts, const Tangents& floor) {
  std::map<std::pair<long, long>, Place> cells;
  for (const BodySide side : kBodySides)
    for (std::size_t begin = 0; begin < motion.frames();) {
      Place stand;
      std::size_t t = begin;
      for (; t < motion.frames() && contacts[t][side].stands; ++t) {
        const double still = contacts[t][side].stillness;
        stand.at = stand.at + still * (root[t] + motion.ankle(t, side));
        stand.weight += still;
      }
      begin = t + 1;
      if (stand.weight == 0) continue;
      const Vec3 middle = (1 / stand.weight) * stand.at;
      Place& cell = cells[{std::lround(dot(floor.a, middle) / kPlace),
                           std::lround(dot(floor.b, middle) / kPlace)}];
      cell.at = cell.at + stand.at;
      cell.weight += stand.weight;
    }
  std::vector<Place> places;
  for (const auto& [key, cell] : cells)
    places.push_back({(1 / cell.weight) * cell.at, cell.weight});
  return places;
}

bool spread_out(const std::vector<Place>& places) {
  for (const Place& p : places)
    for (const Place& q : places)
      if (length(p.at - q.at) >= kSpread) return true;
  return false;
}

constexpr std::size_t kUnknowns = 4;  // tilts along a and b, height, stretch
using Row = std::array<double, kUnknowns>;

/// height_i = dot(up, at) + dot(unknowns, row): zero on the floor.
struct Equation {
  Row row;
  double height, error;
};

std::vector<Equation> equations_of(const std::vector<Place>& places, Vec3 up,
                                   const Tangents& floor) {
  double mean = 0;
  for (const Place& p : places) mean += length(p.at) / static_cast<double>(places.size());
  std::vector<Equation> equations;
  for (const Place& p : places) {
    const double distance = length(p.at), steep = dot(up, p.at) / distance;
    // Errors of distances lift a place along its line of sight, those of the focal length along z.
    const double stretched = (distance - mean) * std::hypot(steep, up.z);
    equations.push_back({{dot(floor.a, p.at), dot(floor.b, p.at), -1, stretched},
                         dot(up, p.at),
                         std::hypot(kHeightError, kDepthError * distance * steep)});
  }
  return equations;
}

double residual(const Equation& e, const Row& x) {
  double sum = e.height;
  for (std::size_t i = 0; i < kUnknowns; ++i) sum += e.row[i] * x[i];
  return sum;
}

/// Gaussian elimination; the matrix is symmetric and positive definite.
Row solved(std::array<Row, kUnknowns> a, Row b) {
  for (std::size_t c = 0; c < kUnknowns; ++c)
    for (std::size_t r = c + 1; r < kUnknowns; ++r) {
      const double factor = a[r][c] / a[c][c];
      for (std::size_t k = c; k < kUnknowns; ++k) a[r][k] -= factor * a[c][k];
      b[r] -= factor * b[c];
    }
  for (std::size_t r = kUnknowns; r-- > 0;) {
    for (std::size_t k = r + 1; k < kUnknowns; ++k) b[r] -= a[r][k] * b[k];
    b[r] /= a[r][r];
  }
  return b;
}

/// The unknowns with the largest posterior probability; heights' errors are Cauchy's.
Row most_probable(const std::vector<Equation>& equations, double tilt_error) {
  const Row usual{tilt_error, tilt_error, 100, kStretch};
  Row x{0, 0, equations.front().height, 0};
  for (int round = 0; round < kRounds; ++round) {
    std::array<Row, kUnknowns> a{};
    Row b{};
    for (std::size_t i = 0; i < kUnknowns; ++i) a[i][i] = 1 / (usual[i] * usual[i]);
    for (const Equation& e : equations) {
      const double off = residual(e, x) / (2 * e.error);
      const double weight = 1 / (e.error * e.error * (1 + (round == 0 ? 0 : off * off)));
      for (std::size_t i = 0; i < kUnknowns; ++i) {
        b[i] -= weight * e.row[i] * e.height;
        for (std::size_t j = 0; j < kUnknowns; ++j) a[i][j] += weight * e.row[i] * e.row[j];
      }
    }
    x = solved(a, b);
  }
  return x;
}

}  // namespace

Vec3 fit_floor(const RootedMotion& motion, const std::vector<Vec3>& root,
               const FootContacts& contacts, const ClipUp& estimate) {
  const Vec3 up = estimate.direction;
  const Tangents floor = tangents_of(up);
  const std::vector<Place> places = places_of(motion, root, contacts, floor);
  if (!spread_out(places)) return up;
  const std::vector<Equation> equations = equations_of(places, up, floor);
  const double tilt_error = kUpError / std::max(estimate.sureness, kLeastSure);
  const Row x = most_probable(equations, tilt_error);
  double squares = 0;
  for (const Equation& e : equations) squares += residual(e, x) * residual(e, x);
  const double rough = std::sqrt(squares / static_cast<double>(equations.size()));
  if (!(rough <= kRoughest) || !(std::hypot(x[0], x[1]) <= kFarthestTilt * tilt_error)) return up;
  return unit(up + x[0] * floor.a + x[1] * floor.b);
}

}  // namespace posegrad::pose
