#pragma once
#include <string>
#include <vector>

namespace posegrad::pose {

/// The folders in which models are looked for, first ones first; they need not exist:
///   1. the environment's POSEGRAD_MODELS;
///   2. models/ in the program's folder and in the two above it (a build, whose folder has a link to
///      its sources' models);
///   3. ../share/posegrad/models as seen from the program's folder (an installed program).
/// Where this code is a module of another program, such as Python's, the folders of 2 and 3 are
/// those around the module's file, and 3 is any of the four folders above (lib/python3/site-packages).
std::vector<std::string> model_places();

}  // namespace posegrad::pose
