#pragma once
#include "pose/data/numpy_random.h"
#include "pose/formats/field.h"

namespace posegrad::pose {

/// The generator of a pickled numpy.random.RandomState, as every NumPy from 1.0 to 2.x writes it.
/// Throws DataError, naming the place, for another generator than MT19937 and a state that it
/// cannot have.
NumpyRandom random_of(const formats::Field& field);

/// A RandomState that NumPy 1.x and 2.x both load: the constructor and state of the oldest, which
/// newer ones know.
formats::Value random_state_value(const NumpyRandom& random);

}  // namespace posegrad::pose
