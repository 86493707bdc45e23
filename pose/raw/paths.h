#pragma once
#include <string>
#include <string_view>

namespace posegrad::pose::raw {

// Parts of a path by '/', of which the last is taken off. An archive is a folder.

/// "" when nothing is left.
std::string_view take_last(std::string_view& path);
/// The same without an archive's ending: "S1" of "in/S1.tgz".
std::string_view take_folder(std::string_view& path);

/// Whether a name ends so, in capitals too: "Walking.CDF".
bool ends_with_any_case(std::string_view name, std::string_view ending);
/// zip, tar, tgz, tar.gz
bool is_archive_name(std::string_view name);
/// "S1" of "S1" and "s1"; "" of what is no subject.
std::string subject_of(std::string_view name);

}  // namespace posegrad::pose::raw
