#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/files/named_files.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

// Several inputs on one line, with one output pattern for all of them.

/// What stands for an input's name in an output's: "out/{name}.html".
inline constexpr std::string_view kNamePlace = "{name}";

/// Which of a folder's files (whole paths, sorted; hidden ones aside) are inputs; nothing where the
/// folder itself is one.
using ChooseInFolder = std::function<std::optional<std::vector<std::string>>(
    const std::string& folder, const std::vector<std::string>& files)>;

/// The inputs that operands of a line stand for, in the line's order, those of a folder or pattern
/// in the order of their names, each once: a path as it is; a pattern with the shell's *, ? or
/// [ ], where there is no such file, every file that it names (but pictures of one video are one
/// input: pose::find_pictures); a folder what `choose` says. Prints what a folder was taken for.
/// what: they are, in messages: "videos". Throws IoError for a pattern or folder without any.
std::vector<std::string> inputs_of(std::span<const std::string> operands,
                                   const ChooseInFolder& choose, const char* what);

/// Names for inputs, in their order: the file's without its ending (of a pattern or address the last
/// part that says something), made unique by _2, _3, ... (printed where it happens).
std::vector<std::string> names_of_inputs(std::span<const std::string> inputs);

/// The text with the name in place of each {name}.
std::string with_name(std::string text, const std::string& name);
bool has_name_place(std::span<const std::string> paths);

/// Throws UsageError "OPTION: found PATH for 3 inputs, expected {name} in it, as in ..." for a path
/// without a place for the name where there is more than one input.
void require_name_place(const std::string& option, std::span<const std::string> paths,
                        std::size_t inputs);

/// What came of one input.
struct BatchDone {
  int code = 0;                    // as the command's own
  Index people = -1, frames = -1;  // -1: not known
  std::vector<std::string> made = {};
};

/// One input of several, and what its outputs must not replace.
struct BatchItem {
  std::string input, name;
  std::vector<NamedFile> others;  // the other inputs, and what was made of those before
};

/// Works on one input after the other, whatever becomes of those before: an error is printed as it
/// comes. Of several ranks (apps/ranks) each works on some, and the first one prints the table. Ctrl-C stops after the step at hand. Prints a table at the end: input, people, frames,
/// time, what was made or why not, and what is missing. Returns 0, 1 when one failed,
/// kInterruptedExitCode.
int run_batch(const std::string& program, std::span<const std::string> inputs,
              const std::function<BatchDone(const BatchItem&)>& work);

/// Makes the folders of these files.
void make_folders_of(std::span<const std::string> paths);

}  // namespace posegrad::apps
