// Chapter 11: docs/tutorial/11_images.md
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "autograd/ops.h"
#include "nn/adam.h"
#include "nn/layers.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/matmul.h"
#include "tensor/kernels/top_k.h"
#include "tensor/parallel.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

constexpr Index kSize = 32, kMap = 16;  // pixels of a picture's side, places of a map's side
constexpr double kPixels = 2;           // of a place's side
constexpr Index kJoints = 5;
constexpr std::array<std::string_view, kJoints> kNames{"head", "left hand", "right hand",
                                                       "left foot", "right foot"};

// ---- figures

using Point = std::complex<double>;  // x + i y, pixels: times polar(1, a) turns by the angle a

// Of a pixel, or a map's place.
Point centre(Index row, Index column) {
  return {static_cast<double>(column) + 0.5, static_cast<double>(row) + 0.5};
}

struct Line {
  Point from, to;
  double radius = 0.6;
};

struct Figure {
  std::vector<Line> lines;
  std::vector<Point> joints;  // in the order of kNames

  // Two bones, then a joint. Angles from `down`, counted towards `side`: -1 is left in the picture.
  void add_limb(Point start, Point down, double side, double upper, double lower) {
    const Point middle = start + down * std::polar(1.0, -side * upper);
    const Point end = middle + down * std::polar(1.0, -side * lower);
    lines.insert(lines.end(), {{start, middle}, {middle, end}});
    joints.push_back(end);
  }
};

constexpr Index kPoseNumbers = 12, kColourNumbers = 6;

// A figure that faces us, made of kPoseNumbers numbers between 0 and 1.
Figure figure_of(const double* random) {
  const auto between = [&random](double low, double high) {
    return low + (high - low) * *random++;
  };
  const Point hip{between(13, 19), between(15, 18)};
  const double size = between(0.9, 1.1), lean = between(-0.4, 0.4);
  const Point down = std::polar(size, std::numbers::pi / 2 + lean), right = down * Point(0, -1);
  const Point neck = hip - 7.0 * down, head = hip - 9.0 * down;
  Figure figure{{{hip, neck}, {head, head, 1.6 * size}}, {head}};
  for (const double side : {1.0, -1.0}) {
    const Point shoulder = neck + down + 2.0 * side * right;
    const double upper = between(-0.3, 2.8), lower = upper + between(-0.5, 1.5);
    figure.lines.push_back({neck + down, shoulder});
    figure.add_limb(shoulder, 4.0 * down, side, upper, lower);
  }
  for (const double side : {1.0, -1.0}) {
    const double upper = between(0, 0.9), lower = upper - between(0, 0.7);
    figure.add_limb(hip, 5.0 * down, side, upper, lower);
  }
  return figure;
}

// How much of each pixel a line covers, about: its edges are soft, one pixel wide.
void draw(const Line& line, std::vector<double>& ink) {
  const Point middle = 0.5 * (line.from + line.to), along = line.to - line.from;
  const double reach = 0.5 * std::abs(along) + line.radius + 1;
  const double u = along.real(), v = along.imag(), square = std::max(u * u + v * v, 1e-9);
  const auto pixel = [](double x) {
    return std::clamp<Index>(static_cast<Index>(x), 0, kSize - 1);
  };
  const Index bottom = pixel(middle.imag() + reach), last = pixel(middle.real() + reach);
  for (Index r = pixel(middle.imag() - reach); r <= bottom; ++r)
    for (Index s = pixel(middle.real() - reach); s <= last; ++s) {
      const Point p = centre(r, s) - line.from;
      const double x = p.real(), y = p.imag();
      const double share = std::clamp((x * u + y * v) / square, 0.0, 1.0);
      const double distance = std::hypot(x - share * u, y - share * v);
      double& there = ink[static_cast<std::size_t>(r * kSize + s)];
      there = std::max(there, std::clamp(line.radius + 0.5 - distance, 0.0, 1.0));
    }
}

struct Figures {
  Tensor pictures;  // (N, 32, 32, 3): red, green, blue, from 0 to 1
  Tensor joints;    // (N, 5, 2): x and y in pixels
};

// Bright figures on dark grounds, in any colours.
Figures figures(Index count, std::uint64_t seed) {
  const Index numbers = kPoseNumbers + kColourNumbers;
  const Tensor random = test::random_tensor({count, numbers}, DType::f64, seed, 0, 1);
  const Figures result{Tensor::empty({count, kSize, kSize, 3}, DType::f64),
                       Tensor::empty({count, kJoints, 2}, DType::f64)};
  double *pixel = result.pictures.data<double>(), *joint = result.joints.data<double>();
  for (Index n = 0; n < count; ++n) {
    const double* const pose = random.data<double>() + n * numbers;
    const double* const colours = pose + kPoseNumbers;
    const Figure figure = figure_of(pose);
    for (const Point& p : figure.joints) {
      *joint++ = p.real();
      *joint++ = p.imag();
    }
    std::vector<double> ink(kSize * kSize, 0.0);
    for (const Line& line : figure.lines) draw(line, ink);
    for (const double covered : ink)
      for (Index c = 0; c < 3; ++c) {
        const double ground = 0.2 * colours[c], colour = 1 - 0.4 * colours[3 + c];
        *pixel++ = ground + covered * (colour - ground);
      }
  }
  return result;
}

char shade(double x) { return " .:*#"[static_cast<Index>(std::clamp(5 * x, 0.0, 4.0))]; }

// A picture, two rows in a line, beside a joint's map, a place as wide as its two pixels.
void show_figure(const Tensor& picture, const Tensor& maps, Index joint) {
  const Tensor grey = mean(reshape(Variable(picture), {kMap, 2, kSize, 3}), {1, 3}).value();
  for (Index r = 0; r < kMap; ++r) {
    std::string left, right;
    for (Index s = 0; s < kSize; ++s) {
      left += shade(grey.at(r * kSize + s));
      right += shade(maps.at((r * kMap + s / 2) * kJoints + joint));
    }
    fmt::print("|{}|{}|\n", left, right);
  }
}

// ---- convolutions

void same_padding() {
  const Tensor w = Tensor::full({1, 3, 1, 1}, 1);  // the sum of three neighbours in a row
  const Tensor five = Tensor::from<float>({1, 1, 5, 1}, {1, 2, 3, 4, 5});
  const Tensor six = Tensor::from<float>({1, 1, 6, 1}, {1, 2, 3, 4, 5, 6});
  show("of 5 pixels", kernels::conv2d(five, w, {.stride = 2}).reshape({3}), 0);
  show("of 6 pixels", kernels::conv2d(six, w, {.stride = 2}).reshape({3}), 0);
}

// x (N, H, W, C_in) in memory is the matrix (N H W, C_in) already.
void one_by_one() {
  const Index N = 2, H = 16, W = 16, C_in = 8, C_out = 24;
  const Tensor x = test::random_tensor({N, H, W, C_in}, DType::f32, 5);
  const Tensor w = test::random_tensor({1, 1, C_in, C_out}, DType::f32, 6);
  const Tensor y = kernels::conv2d(x, w);

  const Tensor pixels = x.reshape({N * H * W, C_in});
  const Tensor product = kernels::matmul(pixels, w.reshape({C_in, C_out}));

  double difference = 0;
  for (Index e = 0; e < y.numel(); ++e)
    difference = std::max(difference, std::abs(y.at(e) - product.at(e)));
  fmt::print("{} from {} pixels {}, copied: {}, the same numbers: {}\n", y.shape().to_string(),
             pixels.dim(0), pixels.shape().to_string(), yes_no(!pixels.shares_storage(x)),
             yes_no(difference < 1e-5));
}

void cost() {
  const Tensor x = Tensor::zeros({1, 16, 16, 64});
  const Tensor full = Tensor::zeros({3, 3, 64, 64}), pointwise = Tensor::zeros({1, 1, 64, 64});
  const Tensor depthwise = Tensor::zeros({3, 3, 64});
  const double of_full = flops_of(kernels::Conv2d{x, full, {}, x});
  const double of_depthwise = flops_of(kernels::DepthwiseConv2d{x, depthwise, {}, x});
  const double of_pointwise = flops_of(kernels::Conv2d{x, pointwise, {}, x});
  fmt::print("full: {:.2f} MFLOP, {} weights\n", of_full / 1e6, full.numel());
  fmt::print("pair: {:.2f} + {:.2f} MFLOP, {} weights\n", of_depthwise / 1e6, of_pointwise / 1e6,
             depthwise.numel() + pointwise.numel());
  fmt::print("{:.1f} times less\n", of_full / (of_depthwise + of_pointwise));
}

// ---- the network

// A filter for each channel, then a mix of the channels.
class Pair final : public nn::Module {
 public:
  Pair(Index in, Index out, std::uint64_t seed, std::uint64_t counter)
      : depthwise_({.channels = in, .width = 3}, seed, counter),
        pointwise_({.in = in, .out = out, .width = 1, .bias = true}, seed, counter + 1) {}

  Variable forward(const Variable& x, Index stride = 1) const {
    return relu(pointwise_.forward(depthwise_.forward(x, {.stride = stride})));
  }
  void collect(const std::string& prefix, nn::State& state) const override {
    depthwise_.collect(prefix + "depthwise.", state);
    pointwise_.collect(prefix + "pointwise.", state);
  }

 private:
  nn::DepthwiseConv2d depthwise_;
  nn::Conv2d pointwise_;
};

class Network final : public nn::Module {
 public:
  explicit Network(std::uint64_t seed)
      : first_({.in = 3, .out = 8, .width = 3, .bias = true}, seed, 0),
        fine_(8, 16, seed, 1),
        coarse_(16, 32, seed, 3),
        coarser_(32, 64, seed, 5),
        deep_(64, 64, seed, 7),
        narrow_({.in = 64, .out = 16, .width = 1, .bias = true}, seed, 9),
        merge_(16, 16, seed, 10),
        maps_({.in = 16, .out = kJoints, .width = 1, .bias = true}, seed, 12) {}

  // pictures (N, H, W, 3) -> maps (N, H / 2, W / 2, 5); H and W are multiples of 8
  Variable forward(const Variable& pictures) const {
    const Variable fine = fine_.forward(relu(first_.forward(pictures, {.stride = 2})));
    const Variable coarse = coarser_.forward(coarse_.forward(fine, 2), 2);
    const Variable context = narrow_.forward(deep_.forward(coarse));
    const Variable sum = fine + resize_bilinear(context, fine.dim(1), fine.dim(2));
    return maps_.forward(merge_.forward(sum));
  }
  void collect(const std::string& prefix, nn::State& state) const override {
    first_.collect(prefix + "first.", state);
    fine_.collect(prefix + "fine.", state);
    coarse_.collect(prefix + "coarse.", state);
    coarser_.collect(prefix + "coarser.", state);
    deep_.collect(prefix + "deep.", state);
    narrow_.collect(prefix + "narrow.", state);
    merge_.collect(prefix + "merge.", state);
    maps_.collect(prefix + "maps.", state);
  }

 private:
  nn::Conv2d first_;              // (16, 16, 8)
  Pair fine_;                     // (16, 16, 16)
  Pair coarse_, coarser_, deep_;  // (8, 8, 32), (4, 4, 64) twice
  nn::Conv2d narrow_;             // (4, 4, 16)
  Pair merge_;                    // (16, 16, 16)
  nn::Conv2d maps_;               // (16, 16, 5)
};

// Columns of a picture that a place in the middle of the result depends on, asked of the gradient.
Index columns_seen(Index channels, const std::function<Variable(const Variable&)>& layers) {
  const Variable x(test::random_tensor({1, 96, 96, channels}), true);
  const Variable y = layers(x);
  Tensor seed = Tensor::zeros(y.shape());
  seed.data<float>()[(y.dim(1) / 2 * y.dim(2) + y.dim(2) / 2) * y.dim(3)] = 1;
  backward(y, seed);
  const Tensor by_column = sum(abs(Variable(x.grad())), {0, 1, 3}).value();
  const auto dx = by_column.cpu_view<float>();
  return std::ranges::count_if(dx, [](float d) { return d != 0; });
}

void receptive_fields() {
  const Variable w(Tensor::full({3, 3, 1, 1}, 1));
  for (const Index stride : {1, 2}) {
    const auto three = [&w, stride](const Variable& x) {
      const Variable y = conv2d(conv2d(x, w, {.stride = stride}), w, {.stride = stride});
      return conv2d(y, w, {.stride = stride});
    };
    fmt::print("three layers of stride {} see {} columns\n", stride, columns_seen(1, three));
  }
  const Network network(1);
  fmt::print("the network sees {} columns\n",
             columns_seen(3, [&](const Variable& x) { return network.forward(x); }));
}

// ---- maps and places

// joints (N, 5, 2) -> maps (N, 16, 16, 5): 1 at the joint, less around it.
Tensor maps_of(const Tensor& joints) {
  const Index N = joints.dim(0);
  const Tensor maps = Tensor::empty({N, kMap, kMap, kJoints}, DType::f64);
  double* place = maps.data<double>();
  for (Index n = 0; n < N; ++n)
    for (Index r = 0; r < kMap; ++r)
      for (Index s = 0; s < kMap; ++s)
        for (Index j = 0; j < kJoints; ++j) {
          const double* const xy = joints.data<double>() + (n * kJoints + j) * 2;
          *place++ = std::exp(-0.5 * std::norm(centre(r, s) - Point(xy[0], xy[1]) / kPixels));
        }
  return maps;
}

// Where joint j is in a map (16 * 16, 5): the centre of the numbers around the largest, no more than
// `reach` places away. Reach 0: the middle of its place.
Point joint_of(const Tensor& map, Index j, Index reach) {
  const Index largest = kernels::argmax(map).data<Index>()[j];
  const Index row = largest / kMap, column = largest % kMap;
  Point weighted = 0;
  double sum = 0;
  for (Index r = 0; r < kMap; ++r)
    for (Index s = 0; s < kMap; ++s)
      if (std::abs(r - row) <= reach && std::abs(s - column) <= reach) {
        const double weight = std::max(map.at((r * kMap + s) * kJoints + j), 1e-9);
        weighted += weight * centre(r, s);
        sum += weight;
      }
  return kPixels * weighted / sum;
}

// maps (N, 16, 16, 5) -> joints (N, 5, 2)
Tensor joints_of(const Tensor& maps, Index reach) {
  const Tensor joints = Tensor::empty({maps.dim(0), kJoints, 2}, DType::f64);
  double* joint = joints.data<double>();
  for (Index n = 0; n < maps.dim(0); ++n) {
    const Tensor map = maps.rows(n, n + 1).reshape({kMap * kMap, kJoints});
    for (Index j = 0; j < kJoints; ++j) {
      const Point p = joint_of(map, j, reach);
      *joint++ = p.real();
      *joint++ = p.imag();
    }
  }
  return joints;
}

// (N, 5): how far each joint is from its place, pixels.
Tensor errors(const Tensor& found, const Tensor& joints) {
  return norm_last(Variable(found) - Variable(joints)).value();
}

// ---- training

Tensor maps_by(const Network& network, const Tensor& pictures) {
  const NoGrad no_grad;
  return network.forward(Variable(pictures)).value();
}

double test_error(const Network& network, const Figures& test) {
  const Tensor found = joints_of(maps_by(network, test.pictures), 2);
  return mean(Variable(errors(found, test.joints))).value().item();
}

void train(const Network& network, const Figures& test) {
  constexpr int kSteps = 500;
  nn::Adam optimizer(network.state().parameters, {});
  double sum = 0;
  for (int step = 0; step < kSteps; ++step) {
    const Figures batch = figures(8, 1000 + static_cast<std::uint64_t>(step));
    const Variable maps = network.forward(Variable(batch.pictures));
    const Variable d = maps - Variable(maps_of(batch.joints));
    const Variable loss = mean(d * d);
    backward(loss);
    optimizer.options().learning_rate = 1e-2 * (1 - static_cast<double>(step) / kSteps);
    optimizer.step();
    sum += loss.value().item();
    if ((step + 1) % 100 == 0) {
      fmt::print("step {}: loss {:.4f}, test {:.1f} pixels\n", step + 1, sum / 100,
                 test_error(network, test));
      sum = 0;
    }
  }
}

void row(const char* name, const Tensor& found, const Tensor& joints) {
  const Tensor error = errors(found, joints);
  const Tensor of_joint = mean(Variable(error), {0}).value();
  const auto near = std::ranges::count_if(error.cpu_view<double>(), [](double e) { return e < 2; });
  fmt::print("{:22}", name);
  for (Index j = 0; j < kJoints; ++j) fmt::print("{:11.1f}", of_joint.at(j));
  fmt::print("{:7.1f}{:9.0f} %\n", mean(Variable(error)).value().item(),
             100.0 * static_cast<double>(near) / static_cast<double>(error.numel()));
}

void table(const Network& network, const Tensor& untrained, const Figures& test) {
  const Tensor maps = maps_by(network, test.pictures);
  const Tensor dark = maps_by(network, (1.0 - Variable(test.pictures)).value());
  const Variable middle = mean(Variable(figures(1000, 2).joints), {0});

  fmt::print("{:22}", "pixels");
  for (const std::string_view name : kNames) fmt::print("{:>11}", name);
  fmt::print("{:>7}{:>11}\n", "all", "below 2");
  row("always the mean place", broadcast_to(middle, test.joints.shape()).value(), test.joints);
  row("untrained", joints_of(untrained, 2), test.joints);
  row("the largest's place", joints_of(maps, 0), test.joints);
  row("the centre around it", joints_of(maps, 2), test.joints);
  row("that of the true maps", joints_of(maps_of(test.joints), 2), test.joints);
  row("dark on bright", joints_of(dark, 2), test.joints);
}

void worst(const Network& network, const Figures& test) {
  const Tensor maps = maps_by(network, test.pictures), found = joints_of(maps, 2);
  const Tensor error = errors(found, test.joints);
  const auto all = error.cpu_view<double>();
  const Index at = std::ranges::max_element(all) - all.begin(), n = at / kJoints;
  fmt::print("{}: found at ({:.0f}, {:.0f}), is at ({:.0f}, {:.0f})\n",
             kNames[static_cast<std::size_t>(at % kJoints)], found.at(2 * at), found.at(2 * at + 1),
             test.joints.at(2 * at), test.joints.at(2 * at + 1));
  show_figure(test.pictures.rows(n, n + 1), maps.rows(n, n + 1), at % kJoints);
}

}  // namespace

int main() {
  set_threads(1);  // pictures this small are not worth a second one
  const Figures test = figures(200, 1);
  const Tensor shown = test.pictures.rows(1, 2);
  show_figure(shown, maps_of(test.joints.rows(1, 2)), 1);
  same_padding();
  one_by_one();
  cost();

  const Network network(1);
  const nn::State state = network.state();
  for (nn::NamedVariable parameter : state.parameters)
    parameter.variable.set_value(parameter.variable.value().to(DType::f64));
  const Tensor untrained = maps_by(network, test.pictures);
  fmt::print("{} -> {}, {} numbers to learn\n", test.pictures.shape().to_string(),
             untrained.shape().to_string(), state.parameter_count());
  receptive_fields();

  const Variable wanted(maps_of(test.joints));
  fmt::print("black maps: loss {:.4f}\n", mean(wanted * wanted).value().item());
  train(network, test);
  table(network, untrained, test);
  show_figure(shown, maps_by(network, shown), 1);
  worst(network, test);
}
