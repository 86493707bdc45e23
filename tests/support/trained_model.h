#pragma once
#include "pose/model/temporal_model.h"
#include "tests/support/random_tensor.h"

namespace posegrad::test {

/// A model from 5 to 4 joints whose norms are not the identity, as after some training.
inline pose::TemporalModel trained_model(pose::TemporalModelOptions options) {
  options.joints_in = 5;
  options.joints_out = 4;
  pose::TemporalModel model(options, 11);
  const nn::State state = model.state();
  std::uint64_t seed = 20;
  for (const nn::NamedVariable& p : state.parameters)
    if (p.name.find("bn") != std::string::npos)
      p.variable.value().copy_from(random_tensor(p.variable.shape(), DType::f32, ++seed, 0.5, 1.5));
  for (const nn::NamedTensor& b : state.all)
    if (b.name.find("running") != std::string::npos)
      b.tensor.copy_from(random_tensor(b.tensor.shape(), DType::f32, ++seed, 0.5, 1.5));
  return model;
}

}  // namespace posegrad::test
