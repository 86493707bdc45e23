#pragma once
#include <string>
#include <string_view>

namespace posegrad::pose::mocap {

/// Whose motion a clip is: its name up to the first underscore ("35_01" is of "35"); the whole name
/// when there is none or nothing before it.
std::string subject_of_name(std::string_view clip);

/// Whose motion the file of a clip is, `input` being the file or folder that the user gave:
///   1. NUMBER_NUMBER, as the CMU data base names its files: the first number;
///   2. the name of the file's folder, unless that is `input`;
///   3. the file's name up to the first underscore, or the name of that folder without one.
std::string subject_of_file(const std::string& path, const std::string& input);

}  // namespace posegrad::pose::mocap
