#include "pose/evaluation/frame_errors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::pose {
namespace {

template <class Op>
Index error_count(const Tensor& predicted) {
  return std::max<Index>(predicted.dim(0) - Op::Measure::kFrames + 1, 0);
}

}  // namespace

template <class Op>
Tensor frame_errors(const Tensor& predicted, const Tensor& target) {
  Op op{predicted, target};
  const Dims dims(op);
  if (predicted.device() != target.device())
    throw DeviceError(fmt::format("{}: 'predicted' lies on {}, 'target' on {}", Op::info.name,
                                  name_of(predicted.device()), name_of(target.device())));
  op.error = Tensor::empty({error_count<Op>(predicted)}, DType::f64, predicted.device());
  return result_of(op, dims);
}

template Tensor frame_errors<Mpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<PMpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<NMpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<Mpjve>(const Tensor&, const Tensor&);

namespace {

using Points = std::vector<Vec3>;

constexpr double kUnit = 0x1p-53;

Points frame(const Tensor& poses, Index n) {
  const Index J = poses.dim(1);
  Points points;
  for (Index i = 3 * J * n; i < 3 * J * (n + 1); i += 3)
    points.push_back({poses.at(i), poses.at(i + 1), poses.at(i + 2)});
  return points;
}

Vec3 mean(const Points& points) {
  Vec3 sum;
  for (const Vec3& p : points) sum = sum + p;
  return (1 / static_cast<double>(points.size())) * sum;
}

double mean_length(const Points& points) {
  double sum = 0;
  for (const Vec3& p : points) sum += std::hypot(p.x, p.y, p.z);
  return sum / static_cast<double>(points.size());
}

Points differences(const Points& a, const Points& b) {
  Points points;
  for (std::size_t j = 0; j < a.size(); ++j) points.push_back(a[j] - b[j]);
  return points;
}

double square(const Points& points) {
  double sum = 0;
  for (const Vec3& p : points) sum += dot(p, p);
  return sum;
}

// Any direction across a unit vector.
Vec3 across(Vec3 u) {
  const double x = std::abs(u.x), y = std::abs(u.y), z = std::abs(u.z);
  const Vec3 least = x <= y && x <= z ? Vec3{1, 0, 0} : y <= z ? Vec3{0, 1, 0} : Vec3{0, 0, 1};
  return unit(cross(u, least));
}

/// The rotation R that maximises sum_j b_j . R a_j, by the singular values of M = sum_j b_j a_j^T
/// (Kabsch): R = sum_i u_i v_i^T, u_3 = u_1 x u_2, v_3 = v_1 x v_2, so that det R = 1. The last
/// singular value has the sign that follows.
struct Rotation {
  std::array<Vec3, 3> u, v;
  std::array<double, 3> sigma{};

  Vec3 operator()(Vec3 a) const {
    return dot(v[0], a) * u[0] + dot(v[1], a) * u[1] + dot(v[2], a) * u[2];
  }
};

// Turns the columns g of M, and V's with them, until g are at right angles: one-sided Jacobi.
void make_orthogonal(std::array<Vec3, 3>& g, std::array<Vec3, 3>& v) {
  constexpr int kMostSweeps = 60;  // a few do; NaN never does
  constexpr std::array<std::pair<std::size_t, std::size_t>, 3> kPairs{{{0, 1}, {0, 2}, {1, 2}}};
  bool done = false;
  for (int sweep = 0; sweep < kMostSweeps && !done; ++sweep) {
    done = true;
    for (const auto& [p, q] : kPairs) {
      const double product = dot(g[p], g[q]);
      if (std::abs(product) <= 1e-17 * length(g[p]) * length(g[q])) continue;
      done = false;
      const double zeta = (dot(g[q], g[q]) - dot(g[p], g[p])) / (2 * product);
      const double t = std::copysign(1 / (std::abs(zeta) + std::sqrt(1 + zeta * zeta)), zeta);
      const double c = 1 / std::sqrt(1 + t * t), s = t * c;
      for (auto* columns : {&g, &v}) {
        const Vec3 x = (*columns)[p], y = (*columns)[q];
        (*columns)[p] = c * x - s * y;
        (*columns)[q] = s * x + c * y;
      }
    }
  }
}

Rotation best_rotation(const Points& a, const Points& b) {
  std::array<Vec3, 3> m;
  for (std::size_t j = 0; j < a.size(); ++j) {
    m[0] = m[0] + a[j].x * b[j];
    m[1] = m[1] + a[j].y * b[j];
    m[2] = m[2] + a[j].z * b[j];
  }
  std::array<Vec3, 3> g = m, v{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  make_orthogonal(g, v);
  std::array<std::size_t, 3> order{0, 1, 2};
  std::ranges::sort(order, std::ranges::greater(), [&](std::size_t i) { return dot(g[i], g[i]); });

  Rotation r;
  r.v = {v[order[0]], v[order[1]], cross(v[order[0]], v[order[1]])};
  r.sigma[0] = length(g[order[0]]);
  r.u[0] = r.sigma[0] == 0 ? Vec3{1, 0, 0} : unit(g[order[0]]);
  // Of a line the second column is rounding, in any direction.
  const Vec3 second = g[order[1]] - dot(g[order[1]], r.u[0]) * r.u[0];
  r.sigma[1] = length(second);
  r.u[1] = r.sigma[1] <= 16 * kUnit * r.sigma[0] ? across(r.u[0]) : unit(second);
  r.u[2] = cross(r.u[0], r.u[1]);
  r.sigma[2] = dot(r.u[2], r.v[2].x * m[0] + r.v[2].y * m[1] + r.v[2].z * m[2]);
  return r;
}

}  // namespace

Reference Mpjpe::reference(int, Index n) const {
  const double e = mean_length(differences(frame(predicted, n), frame(target, n)));
  return {e, e, static_cast<double>(predicted.dim(1)) + 5};
}

Reference Mpjve::reference(int, Index n) const {
  const Points p = differences(frame(predicted, n + 1), frame(predicted, n)),
               t = differences(frame(target, n + 1), frame(target, n));
  return {mean_length(differences(p, t)), mean_length(p) + mean_length(t),
          static_cast<double>(predicted.dim(1)) + 6};
}

Reference NMpjpe::reference(int, Index n) const {
  Points p = frame(predicted, n);
  const Points t = frame(target, n);
  double product = 0, magnitude = 0;
  for (std::size_t j = 0; j < p.size(); ++j) {
    product += dot(p[j], t[j]);
    magnitude += length(p[j]) * length(t[j]);
  }
  const double norm2 = square(p), scale = norm2 == 0 ? 0 : product / norm2,
               largest = mean_length(t) + (norm2 == 0 ? 0 : mean_length(p) * magnitude / norm2);
  for (Vec3& x : p) x = scale * x;
  return {mean_length(differences(p, t)), largest, 3 * static_cast<double>(predicted.dim(1)) + 13};
}

// The joints from their means, a and b, with rounding added to their norms that the means leave.
Reference PMpjpe::reference(int, Index n) const {
  const auto J = static_cast<double>(predicted.dim(1));
  Points a = frame(predicted, n), b = frame(target, n);
  const double from = mean_length(a), to = mean_length(b), roundings = 2 * J + 2900;
  const Vec3 a_mean = mean(a), b_mean = mean(b);
  for (Vec3& x : a) x = x - a_mean;
  for (Vec3& x : b) x = x - b_mean;
  const double norm2 = square(a);
  if (norm2 == 0) return {mean_length(b), 2 * to, roundings};

  const double lost = (J + 1) * kUnit * std::sqrt(J);
  const double a_norm = std::sqrt(norm2) + lost * from, b_norm = std::sqrt(square(b)) + lost * to;
  const Rotation r = best_rotation(a, b);
  const double scale = (r.sigma[0] + r.sigma[1] + r.sigma[2]) / norm2;
  double magnitude = 2 * (scale * from + to) + 2 * mean_length(a) * b_norm / std::sqrt(norm2);
  for (Vec3& x : a) x = r(x);
  for (std::size_t i = 0; i < 3; ++i) {
    double arm = 0;
    for (const Vec3& x : a) arm += length(cross(r.u[i], x)) / J;
    const double gap = r.sigma[(i + 1) % 3] + r.sigma[(i + 2) % 3],
                 most = 2 / (roundings * kUnit);  // a half turn
    magnitude += 3 * scale * arm * (gap > 0 ? std::min(a_norm * b_norm / gap, most) : most);
  }
  for (Vec3& x : a) x = scale * x;
  return {mean_length(differences(a, b)), magnitude, roundings};
}

}  // namespace posegrad::pose
