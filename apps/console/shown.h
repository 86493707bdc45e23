#pragma once
#include <string>
#include <string_view>

namespace posegrad::apps::console {

/// A text as a terminal may get it: control characters, of which names in files can be made, are
/// escaped; line ends stay.
std::string shown(std::string_view text);

/// From now on nothing is printed, noted or drawn as progress here: another process does. Errors are.
void keep_silent();
bool is_silent();

/// A line on standard error beside the work. Whether anybody reads there does not matter.
void note(std::string_view line);
/// The same for why the program ends.
void tell_error(std::string_view line);

}  // namespace posegrad::apps::console
