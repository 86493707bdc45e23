#pragma once
#include <string>

namespace posegrad::apps {

// What packages install beside the program, made of the commands' own help: nothing is listed twice.

/// posegrad(1), in the macros of man. The same program gives the same bytes.
std::string man_page();

/// A script for each shell that completes commands, options, and values that are one of a few words,
/// a file or a folder.
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace posegrad::apps
