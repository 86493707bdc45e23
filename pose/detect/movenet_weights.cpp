#include "pose/detect/movenet_weights.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detect/movenet_sizes.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/text_codec.h"
#include "pose/model/checkpoint/finite.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;
using formats::Safetensors;

constexpr const char *kKey = "detector", *kName = "movenet";
constexpr const char* kLicence = "Apache-2.0";  // of the published weights

const std::string* text_of(const Safetensors& file, const std::string& key) {
  const auto found =
      std::ranges::find(file.metadata, key, &std::pair<std::string, std::string>::first);
  return found == file.metadata.end() ? nullptr : &found->second;
}

Safetensors load(const std::string& path) {
  Safetensors file = formats::read_safetensors(path);
  if (const std::string* kind = text_of(file, kKey); kind == nullptr || *kind != kName)
    throw DataError(fmt::format(
        "{}: not weights of MoveNet as posegrad convert writes them (its metadata say no \"{}\")",
        path, kKey));
  return file;
}

std::string size_key(std::string_view network) { return fmt::format("{}.input_size", network); }

std::vector<std::string> networks_in(const Safetensors& file) {
  std::vector<std::string> names;
  for (const MovenetNetwork& network : movenet_networks())
    if (text_of(file, size_key(network.name)) != nullptr) names.emplace_back(network.name);
  return names;
}

std::string text_or_none(const Safetensors& file, const std::string& key) {
  const std::string* text = text_of(file, key);
  return text == nullptr ? "" : *text;
}

Tensor tensor_of(const NdArray& array, const std::string& where) {
  if (array.type() != formats::ArrayType::f2 && array.type() != formats::ArrayType::f4)
    throw DataError(fmt::format("{}: floats are wanted; found {}", where, array.to_string()));
  Tensor tensor = formats::to_tensor(array, DType::f32);
  if (first_not_finite(tensor) != 0)
    throw DataError(fmt::format("{}: it holds a number that is not finite", where));
  return tensor;
}

}  // namespace

void write_movenet(const std::string& path, std::span<const MovenetArrays> networks) {
  Safetensors content;
  content.metadata.emplace_back(kKey, kName);
  for (const MovenetNetwork& network : movenet_networks()) {
    const auto found = std::ranges::find(networks, &network, &MovenetArrays::network);
    if (found == networks.end()) continue;
    const std::string begin = std::string(network.name) + ".";
    content.metadata.emplace_back(size_key(network.name), fmt::format("{}", network.input_size));
    content.metadata.emplace_back(begin + "title", network.title);
    content.metadata.emplace_back(begin + "source", found->source);
    content.metadata.emplace_back(begin + "licence", kLicence);
    for (const auto& [name, array] : found->arrays)
      content.tensors.emplace_back(begin + name, array);
  }
  formats::write_safetensors(path, content);
}

std::vector<std::string> movenet_networks_of(const std::string& path) {
  return networks_in(load(path));
}

MovenetWeights read_movenet(const std::string& path, const std::string& network) {
  MovenetWeights weights;
  weights.network = find_movenet_network(network);
  if (weights.network == nullptr)
    throw ValueError(fmt::format("MoveNet has no network '{}'", formats::printable(network)));
  const Safetensors file = load(path);
  const std::string begin = network + ".";
  const std::string* size = text_of(file, size_key(network));
  if (size == nullptr)
    throw DataError(fmt::format("{}: it has no network '{}'; it has: {}", path, network,
                                fmt::join(networks_in(file), ", ")));
  const Index input_size = weights.network->input_size;
  if (*size != fmt::format("{}", input_size))
    throw DataError(fmt::format("{}: {}: '{}'; {} is wanted", path, size_key(network),
                                formats::printable(*size), input_size));
  weights.source = text_or_none(file, begin + "source");
  weights.licence = text_or_none(file, begin + "licence");

  std::map<std::string, const NdArray*> found;
  for (const auto& [name, array] : file.tensors)
    if (name.starts_with(begin)) found.emplace(name.substr(begin.size()), &array);
  MovenetSizes sizes;
  if (input_size > 0) sizes.set("grid", input_size / 4);
  for (const MovenetArray& wanted : movenet_layers(weights.network->of_many).arrays) {
    const std::string where = fmt::format("{}: {}{}", path, begin, wanted.name);
    const auto array = found.find(wanted.name);
    if (array == found.end()) throw DataError(where + " is missing");
    if (!sizes.fits(array->second->shape(), wanted.shape))
      throw DataError(fmt::format("{} has the shape {}; {} is wanted", where,
                                  formats::shape_text(array->second->shape()),
                                  sizes.text(wanted.shape)));
    weights.tensors.emplace(wanted.name, tensor_of(*array->second, where));
    found.erase(array);
  }
  if (!found.empty())
    throw DataError(fmt::format("{}: {}{} is no tensor of MoveNet", path, begin,
                                formats::printable(found.begin()->first)));
  return weights;
}

}  // namespace posegrad::pose
