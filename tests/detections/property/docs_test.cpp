#include <set>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/layouts/registry.h"
#include "pose/detections/records/record_reader.h"
#include "tests/detections/property/formats.h"

namespace posegrad::test::property {
namespace {

using pose::detections::find_layout;
using pose::detections::record_readers;

/// What stands in the page between the marks of a generated part.
std::string part_of_page(const std::string& name) {
  const std::string page = read_text(POSEGRAD_SOURCE_DIR "/docs/in_the_wild.md"),
                    begin = "<!-- " + name + ": generated -->\n",
                    end = "<!-- " + name + ": end -->\n";
  const std::size_t from = page.find(begin), to = page.find(end);
  if (from == std::string::npos || to == std::string::npos) return "no part '" + name + "'";
  return page.substr(from + begin.size(), to - from - begin.size());
}

void check_part(const std::string& name, const std::string& table) {
  const bool is_current = part_of_page(name) == table;
  BOOST_TEST(is_current, "docs/in_the_wild.md: the part '" << name << "' is to be:\n" << table);
}

std::string titles_of(const std::vector<std::string>& names) {
  std::vector<std::string> titles;
  for (const std::string& name : names) {
    const pose::detections::Layout* layout = find_layout(name);
    titles.push_back(layout == nullptr ? name : layout->title);
  }
  return titles.empty() ? "by the names in the file" : fmt::format("{}", fmt::join(titles, ", "));
}

std::string formats_table() {
  std::string table =
      "| format | files | written by | usual layouts |\n"
      "|---|---|---|---|\n";
  for (const auto& reader : record_readers())
    table += fmt::format("| {} | {} | {} | {} |\n", reader->name(), reader->files(),
                         reader->written_by(), titles_of(reader->layouts()));
  return table;
}

std::string layouts_table() {
  std::string table =
      "| `--layout` | layout | points | also found as |\n"
      "|---|---|---|---|\n";
  for (const pose::detections::Layout& layout : pose::detections::layouts())
    table += fmt::format("| `{}` | [{}]({}) | {} | {} |\n", layout.name, layout.title,
                         layout.source, layout.count(), fmt::join(layout.aliases, ", "));
  return table;
}

BOOST_AUTO_TEST_SUITE(docs_in_the_wild)

BOOST_AUTO_TEST_CASE(the_tables_are_current) {
  check_part("formats", formats_table());
  check_part("layouts", layouts_table());
}

BOOST_AUTO_TEST_CASE(readers_say_what_was_tried_with_them) {
  for (const auto& reader : record_readers()) BOOST_TEST_CONTEXT(reader->name()) {
      BOOST_TEST(!reader->written_by().empty());
      for (const std::string& layout : reader->layouts())
        BOOST_TEST(find_layout(layout) != nullptr, layout);
    }
}

/// "posetrack_17" has 15 points, and "PoseTrack 2018" 17: a number in a name is easily taken for a
/// count.
BOOST_AUTO_TEST_CASE(readers_name_layouts_by_their_own_names) {
  for (const auto& reader : record_readers())
    for (const std::string& name : reader->layouts())
      if (const auto* layout = find_layout(name)) BOOST_TEST(layout->name == name, reader->name());
}

BOOST_AUTO_TEST_CASE(every_reader_has_a_writer) {
  std::set<std::string> written;
  for (const Format& format : all_formats()) written.insert(format.reader);
  for (const auto& reader : record_readers())
    if (reader->name().find("HDF5") == std::string::npos || !hdf5_formats().empty())
      BOOST_TEST(written.contains(reader->name()), reader->name());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test::property
