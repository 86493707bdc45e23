#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "pose/formats/npz.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/torch_file.h"
#include "pose/inspect/inspectors.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using inspection::FileKind;
using inspection::kind_of_file;

namespace {

struct Files {
  test::TemporaryFolder folder;

  FileKind of_text(const std::string& name, const std::string& text) const {
    test::write_text(folder / name, text);
    return kind_of_file(folder / name);
  }
  void check(const std::string& name, const std::string& text, FileKind wanted) const {
    BOOST_TEST(name_of(of_text(name, text)) == std::string(name_of(wanted)), name);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_kind, Files)

BOOST_AUTO_TEST_CASE(content_counts_before_the_ending) {
  const std::string any = folder / "any.mp4";
  formats::torch_save(any, formats::Value::dict());
  BOOST_TEST((kind_of_file(any) == FileKind::checkpoint));
  formats::save_npz(any, {{"positions_3d", formats::Value::dict()}});
  BOOST_TEST((kind_of_file(any) == FileKind::data_set));
  formats::save_npz(any, {{"positions_2d", formats::Value::dict()}, {"metadata", 1}});
  BOOST_TEST((kind_of_file(any) == FileKind::data_set));
  formats::save_npz(any, {{"keypoints", formats::NdArray::of_number(1)}});
  BOOST_TEST((kind_of_file(any) == FileKind::detections));
  formats::write_safetensors(any, {{{"a", formats::NdArray::of_number(1)}}, {}});
  BOOST_TEST((kind_of_file(any) == FileKind::checkpoint));
  check("a.json",
        std::string("\0\0\0\x20"
                    "ftypisom....",
                    16),
        FileKind::video);
  check("b.json", "\x1A\x45\xDF\xA3....", FileKind::video);
  check("c.bin", "GIF89a....", FileKind::video);
}

BOOST_AUTO_TEST_CASE(where_content_says_nothing_the_ending_counts) {
  check("empty.mp4", "", FileKind::video);
  check("empty.BIN", "", FileKind::checkpoint);
  check("page.pth", "<!DOCTYPE html>", FileKind::checkpoint);
  check("cut.pt", "PK\x03\x04 cut", FileKind::checkpoint);
  check("cut.npz", "PK\x03\x04 cut", FileKind::detections);
  check("people.json", "[]", FileKind::detections);
  check("noname", "", FileKind::detections);
}

BOOST_AUTO_TEST_CASE(folders_and_what_is_not_there_are_no_trouble_and_pipes_are_not_waited_for) {
  BOOST_TEST((kind_of_file(folder.path()) == FileKind::detections));
  BOOST_TEST((kind_of_file(folder / "absent.mp4") == FileKind::video));
  BOOST_REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  test::check_throws<IoError>([&] { kind_of_file(folder / "pipe"); },
                              "cannot open " + (folder / "pipe") + ": a pipe; a file is wanted");
}

BOOST_AUTO_TEST_SUITE_END()
