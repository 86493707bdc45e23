#pragma once
#include <map>
#include <string>
#include <vector>

namespace posegrad::fuzz {

/// Right inputs, and past faults, by target.
using Seeds = std::map<std::string, std::vector<std::string>>;

void add_array_seeds(Seeds& seeds);      // npy, npz, pickle, data sets
void add_weights_seeds(Seeds& seeds);    // PyTorch, safetensors, TensorFlow.js
void add_detection_seeds(Seeds& seeds);  // of every format that the tests can write
void add_motion_seeds(Seeds& seeds);     // CDF, BVH, Acclaim, rigs, Kinect
void add_program_seeds(Seeds& seeds);    // command lines, audits, histories, ffprobe, cards
void add_nesting_seeds(Seeds& seeds);    // what is small and costs much

}  // namespace posegrad::fuzz
