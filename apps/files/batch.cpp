#include "apps/files/batch.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <new>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/files/batch_ranks.h"
#include "apps/files/batch_table.h"
#include "apps/usage_error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

BatchRow row_of(const BatchItem& item, const std::string& program,
                const std::function<BatchDone(const BatchItem&)>& work,
                const Interrupt& interrupt) {
  BatchRow row{.input = item.input};
  const double begin = now();
  try {
    const BatchDone done = work(item);
    row.people = done.people;
    row.frames = done.frames;
    row.made = done.made;
    if (done.code != 0) row.error = interrupt.requested() ? "stopped" : "failed";
  } catch (const std::bad_alloc&) {
    row.error = "not enough memory";
  } catch (const std::exception& error) {
    row.error = error.what();
  }
  row.seconds = now() - begin;
  if (row.error.empty()) return row;
  row.made.clear();
  // Programs that were stopped with this one make errors of their own.
  if (interrupt.requested())
    row.error = "stopped";
  else
    console::note(fmt::format("{}: {}", program, row.error));
  return row;
}

}  // namespace

std::string with_name(std::string text, const std::string& name) {
  for (std::size_t at = 0; (at = text.find(kNamePlace, at)) != std::string::npos; at += name.size())
    text.replace(at, kNamePlace.size(), name);
  return text;
}

bool has_name_place(std::span<const std::string> paths) {
  return std::ranges::any_of(
      paths, [](const std::string& path) { return path.find(kNamePlace) != std::string::npos; });
}

void require_name_place(const std::string& option, std::span<const std::string> paths,
                        std::size_t inputs) {
  if (inputs < 2) return;
  for (const std::string& path : paths) {
    if (path.find(kNamePlace) != std::string::npos) continue;
    const fs::path example = fs::path(path).replace_filename(std::string(kNamePlace) +
                                                             fs::path(path).extension().string());
    throw UsageError(fmt::format(
        "{}: found {} for {} inputs, expected {} in it, as in '{}': each input's own name", option,
        path, inputs, kNamePlace, example.string()));
  }
}

int run_batch(const std::string& program, std::span<const std::string> inputs,
              const std::function<BatchDone(const BatchItem&)>& work) {
  const std::vector<std::string> names = names_of_inputs(inputs);
  const Interrupt interrupt;
  std::vector<BatchRow> rows;
  const double begin = now();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!is_own_input(i)) {
      rows.push_back({.input = inputs[i]});
      continue;
    }
    if (interrupt.requested()) {
      rows.push_back({.input = inputs[i], .error = "not begun"});
      continue;
    }
    BatchItem item{inputs[i], names[i], {}};
    for (const std::string& other : inputs)
      if (other != item.input) item.others.push_back({"another input", other});
    for (const BatchRow& row : rows)
      for (const std::string& made : row.made)
        item.others.push_back({fmt::format("the earlier input {}", row.input), made});
    console::print(fmt::format("{}[{}/{}] {}", i > 0 ? "\n" : "", i + 1, inputs.size(), inputs[i]));
    rows.push_back(row_of(item, program, work, interrupt));
  }
  take_rows_of_others(rows);
  console::print("\n" + batch_table(rows, now() - begin));
  const bool failed = std::ranges::any_of(rows, [](const BatchRow& r) { return !r.error.empty(); });
  return interrupt.requested() ? kInterruptedExitCode : failed ? 1 : 0;
}

void make_folders_of(std::span<const std::string> paths) {
  std::set<std::string> folders;
  for (const std::string& path : paths) folders.insert(fs::path(path).parent_path().string());
  for (const std::string& folder : folders)
    if (!folder.empty()) make_folder(folder);
}

}  // namespace posegrad::apps
