#include "apps/bench/detection.h"

#include <span>

#include "pose/detect/decode.h"
#include "pose/library/detector_file.h"
#include "tensor/work_pool.h"

namespace posegrad::apps {
namespace {

constexpr Index kMultiposeSize = 256;

NetworkSpeed measure(const pose::Movenet& network, std::string name, const Workload& work) {
  NetworkSpeed speed{.name = std::move(name),
                     .size = network.is_multipose() ? kMultiposeSize : network.input_size(),
                     .seconds = 0,
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
  speed.seconds = median_seconds(work.repeats, look);
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
