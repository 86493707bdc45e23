#include "pose/detections/records/formats_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {
namespace {

std::string titles_of(const std::vector<std::string>& names) {
  std::vector<std::string> titles;
  for (const std::string& name : names) {
    const Layout* layout = find_layout(name);
    titles.push_back(layout == nullptr ? name : layout->title);
  }
  return titles.empty() ? "by the names in the file" : fmt::format("{}", fmt::join(titles, ", "));
}

}  // namespace

std::string formats_markdown() {
  std::string table =
      "| format | files | written by | usual layouts |\n"
      "|---|---|---|---|\n";
  for (const auto& reader : record_readers())
    table += fmt::format("| {} | {} | {} | {} |\n", reader->name(), reader->files(),
                         reader->written_by(), titles_of(reader->layouts()));
  return table;
}

}  // namespace posegrad::pose::detections
