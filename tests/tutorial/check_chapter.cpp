// check_chapter CHAPTER.md SOURCE PROGRAM POSEGRAD: runs a chapter's program and holds the text to
// it; then runs the chapter's commands, in a folder where build/release holds this build.
#include <cstdio>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/tutorial/chapter_text.h"

namespace {

using namespace posegrad::test;

std::string run(const std::vector<std::string>& command, const std::string& folder = {}) {
  const ProgramResult result = run_program(command, {.working_directory = folder});
  if (result.exit_code != 0)
    throw posegrad::DataError(fmt::format("exit code {} of\n{}\n{}{}", result.exit_code,
                                          command.back(), result.out, result.err));
  return result.out;
}

int check(const std::string& chapter, const std::string& source, const std::string& program,
          const std::string& posegrad) {
  const std::string markdown = read_text(chapter);
  const std::string printed = run({program});
  const std::vector<std::string> faults = chapter_faults(markdown, read_text(source), printed);
  for (const std::string& fault : faults) fmt::print(stderr, "{}:{}\n", chapter, fault);
  if (!faults.empty()) fmt::print(stderr, "The program printed:\n{}", printed);

  const TemporaryFolder folder;
  const std::filesystem::path programs = folder / "build/release";
  std::filesystem::create_directories(programs / "tutorial");
  std::filesystem::create_symlink(posegrad, programs / "posegrad");
  std::filesystem::create_symlink(
      program, programs / "tutorial" / std::filesystem::path(program).filename());
  for (const FencedBlock& block : fenced_blocks(markdown))
    if (block.language == "sh") run({"/bin/bash", "-euc", block.text}, folder.path());
  return faults.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "usage: check_chapter CHAPTER.md SOURCE PROGRAM POSEGRAD\n");
    return 2;
  }
  try {
    return check(arguments[1], arguments[2], arguments[3], arguments[4]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", arguments[1], error.what());
    return 1;
  }
}
