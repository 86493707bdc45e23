#include "apps/bench/detection.h"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>
#include <utility>

#include "pose/detect/decode.h"
#include "pose/library/detector_file.h"
#include "tensor/parallel.h"
#include "tensor/work_pool.h"

namespace posegrad::apps {
namespace {

constexpr Index kMultiposeSize = 256;

double median(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  return numbers[numbers.size() / 2];
}

// Seconds with all threads, and how many times as long one thread takes. In turn, since a machine's
// speed changes from minute to minute.
std::pair<double, double> with_and_without_helpers(int repeats, const std::function<void()>& work) {
  const int all = working_threads();
  if (all == 1) return {median_seconds(repeats, work), 1};
  std::vector<double> seconds, ratios;
  for (int i = 0; i < repeats; ++i) {
    use_threads(1);
    const double alone = median_seconds(1, work);
    use_threads(all);
    seconds.push_back(median_seconds(1, work));
    ratios.push_back(alone / seconds.back());
  }
  return {median(seconds), median(ratios)};
}

NetworkSpeed measure(const pose::Movenet& network, std::string name, const Workload& work) {
  NetworkSpeed speed{.name = std::move(name),
                     .size = network.is_multipose() ? kMultiposeSize : network.input_size(),
                     .seconds = 0,
                     .speedup = 1,
                     .gflop = 0,
                     .profile = {}};
  const Tensor picture = Tensor::empty({1, speed.size, speed.size, 3});
  Index number = 0;
  for (float& x : picture.cpu_span<float>()) x = static_cast<float>(number++ * 37 % 256);
  const PiecewiseWork as_in_a_video;
  const auto look = [&] {
    const pose::MovenetMaps maps = network(picture);
    if (network.is_multipose())
      decode_people(maps, network);
    else
      decode_person(maps, network);
  };
  std::tie(speed.seconds, speed.speedup) = with_and_without_helpers(work.repeats, look);
  speed.profile = profile_of(look);
  for (const OpShare& op : speed.profile.ops) speed.gflop += op.gflop;
  return speed;
}

}  // namespace

std::vector<NetworkSpeed> measure_detection(const std::string& weights, const Workload& work) {
  const std::string path = weights.empty() ? pose::find_detector_weights() : weights;
  std::vector<NetworkSpeed> speeds;
  for (const pose::MovenetNetwork& network : pose::movenet_networks())
    speeds.push_back(measure(pose::Movenet(pose::read_movenet(path, std::string(network.name))),
                             std::string(network.name), work));
  return speeds;
}

}  // namespace posegrad::apps
