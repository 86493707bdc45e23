#include "tests/tutorial/chapter_text.h"

#include <set>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using Lines = std::vector<std::string>;

const std::string kSource = "int main() {\n  say(1);\n\n  say(2);\n}\n";
const std::string kPrinted = "one\n\ntwo\nthree\n";

void check_faults(const std::string& markdown, const Lines& wanted) {
  const Lines found = chapter_faults(markdown, kSource, kPrinted);
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

std::string with_output(const std::string& markdown) {
  return markdown + "```text\none\n\ntwo\nthree\n```\n";
}

BOOST_AUTO_TEST_SUITE(chapter_text)

BOOST_AUTO_TEST_CASE(a_right_chapter_has_no_faults) {
  check_faults(
      "# One\n```cpp\nsay(1);\n\nsay(2);\n```\n```text\none\n\n```\nand\n```text\ntwo\n"
      "three\n```\n```sh\nls\n```\n",
      {});
  check_faults(with_output("```cpp\nint main() {\n  say(1);\n```\n"), {});
}

BOOST_AUTO_TEST_CASE(code_that_is_not_in_the_program_is_found) {
  const std::string fault = "this code does not stand in the program so";
  check_faults(with_output("text\n\n```cpp\nsay(3);\n```\n"), {"3: " + fault});
  check_faults(with_output("```cpp\nsay(1);\nsay(2);\n```\n"), {"1: " + fault});
  check_faults(with_output("```cpp\nsay(1);\n\n say(2);\n```\n"), {"1: " + fault});
  check_faults(with_output("```cpp\nay(1);\n```\n"), {"1: " + fault});
  check_faults(with_output("```cpp\n}\nsay(1);\n```\n"), {"1: " + fault});
  check_faults(with_output("```cpp\n```\n"), {"1: " + fault});
}

BOOST_AUTO_TEST_CASE(output_that_was_not_printed_is_found) {
  check_faults("```text\none\n\ntwo\nfour\n```\n", {"1: 'four' is shown, 'three' was printed"});
  check_faults(with_output("") + "```text\nmore\n```\n",
               {"7: 'more' is shown, but the program has ended"});
  check_faults("```text\none\n\ntwo\n```\n",
               {"0: the program printed 'three', which no block shows"});
}

BOOST_AUTO_TEST_CASE(blocks_of_an_unknown_kind_or_without_end_are_found) {
  check_faults(with_output("```c++\nsay(1);\n```\n"),
               {"1: a block 'c++'; expected cpp, text or sh"});
  BOOST_CHECK_THROW(fenced_blocks("a\n```cpp\nsay(1);\n"), DataError);
}

// A chapter, its program and its line in the table of contents belong together.
BOOST_AUTO_TEST_CASE(every_chapter_has_a_program_and_a_line_in_the_table) {
  const std::string root = POSEGRAD_SOURCE_DIR;
  std::set<std::string> chapters, programs;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/docs/tutorial"))
    if (entry.path().filename() != "README.md") chapters.insert(entry.path().stem().string());
  for (const auto& entry : std::filesystem::directory_iterator(root + "/tests/tutorial")) {
    const std::string name = entry.path().stem().string(), start = "chapter_";
    if (name.starts_with(start + "0") || name.starts_with(start + "1"))
      programs.insert(name.substr(start.size()));
  }
  BOOST_TEST(chapters == programs, boost::test_tools::per_element());
  const std::string table = read_text(root + "/docs/tutorial/README.md");
  for (const std::string& chapter : chapters)
    BOOST_TEST(table.find("(" + chapter + ".md)") != std::string::npos, chapter << " is missing");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
