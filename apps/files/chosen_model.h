#pragma once
#include <string>

namespace posegrad::apps {

/// The file of a model that an option names: a file, or a model of the program's own library
/// (posegrad models). Throws as pose::find_model, and IoError that lists the library's names for
/// what is neither; a path or a name with a checkpoint's ending is left to who opens it.
std::string named_checkpoint(const std::string& given);

/// The same for an option that may be missing (empty): the library's default, or its default for
/// past frames only, which a line on standard output names. Throws as pose::default_model.
std::string chosen_checkpoint(const std::string& given, bool causal);

}  // namespace posegrad::apps
