#pragma once
#include <string>
#include <vector>

#include "autograd/gradcheck_cases.h"
#include "nn/module.h"

namespace posegrad::apps {

/// The arrays of an npz file in their order, or the one of an npy file under the name "", as f64.
/// Throws DataError naming file and array unless they are real, finite numbers, at least one.
std::vector<nn::NamedTensor> read_arrays(const std::string& path);

/// The arrays as the inputs of a case: by name, or in their order when no name is an input's.
/// Throws DataError when some but not all are named as inputs. Their number must be the case's.
std::vector<Tensor> inputs_from(const std::vector<nn::NamedTensor>& arrays, const GradcheckCase& c,
                                const std::string& path);

/// The only array, of shape (N, L, J, F) with L at least `receptive_field`. Throws DataError.
Tensor poses_from(const std::vector<nn::NamedTensor>& arrays, Index receptive_field,
                  const std::string& path);

}  // namespace posegrad::apps
