#include "tests/detect/still_network.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "pose/detect/movenet_graph.h"
#include "pose/detect/movenet_weights.h"

namespace posegrad::test {
namespace {

constexpr Index kGrid = 64;  // places of a side: 256 pixels / 4
constexpr Index kMiddle = kGrid / 2;

// x and y, in places from the middle. The head is on top, the feet below.
constexpr std::array<std::array<Index, 2>, 17> kFigure{{{0, -23},
                                                        {1, -24},
                                                        {-1, -24},
                                                        {2, -23},
                                                        {-2, -23},
                                                        {5, -16},
                                                        {-5, -16},
                                                        {7, -8},
                                                        {-7, -8},
                                                        {8, 0},
                                                        {-8, 0},
                                                        {3, 0},
                                                        {-3, 0},
                                                        {3, 12},
                                                        {-3, 12},
                                                        {3, 23},
                                                        {-3, 23}}};

// A size that has a name is 2.
std::vector<Index> shape_of(const std::vector<std::string>& wanted) {
  std::vector<Index> shape;
  for (const std::string& size : wanted) {
    Index number = size == "grid" ? kGrid : 2;
    std::from_chars(size.data(), size.data() + size.size(), number);
    shape.push_back(number);
  }
  return shape;
}

}  // namespace

void write_still_network(const std::string& path, double score) {
  pose::MovenetArrays network{pose::find_movenet_network("thunder"), "a test", {}};
  for (const pose::MovenetArray& array : pose::movenet_layers(false).arrays) {
    Tensor numbers = Tensor::zeros(Shape(shape_of(array.shape)));
    const std::span<float> all = numbers.cpu_span<float>();
    if (array.name == "heatmap.out.bias") {
      std::ranges::fill(all, static_cast<float>(std::log(score / (1 - score))));
    } else if (array.name == "regress.out.bias") {
      for (std::size_t j = 0; j < kFigure.size(); ++j)
        for (const std::size_t axis : {0U, 1U})
          all[2 * j + axis] = static_cast<float>(kFigure[j][1 - axis]);
    } else if (array.name == "decode.center_weight") {
      all[kMiddle * kGrid + kMiddle] = 1;
    } else if (array.name == "decode.softening") {
      all[0] = 1;
    } else if (array.name == "decode.scale") {
      std::ranges::fill(all, 1.0F / kGrid);
    }
    network.arrays.emplace_back(array.name, pose::formats::NdArray::of_tensor(numbers));
  }
  pose::write_movenet(path, {&network, 1});
}

std::vector<std::pair<double, double>> still_figure() {
  std::vector<std::pair<double, double>> shares;
  for (const auto& [x, y] : kFigure)
    shares.emplace_back(static_cast<double>(kMiddle + x) / kGrid,
                        static_cast<double>(kMiddle + y) / kGrid);
  return shares;
}

}  // namespace posegrad::test
