#include <boost/test/unit_test.hpp>

#include "pose/detections/container/text_tables.h"
#include "tests/detections/container/files.h"

namespace posegrad::test {
namespace {

std::string trc(const std::string& unit, const std::string& rows) {
  return "PathFileType\t4\t(X/Y/Z)\tclip_px_person00.trc\n"
         "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n50\t50\t2\t2\t" +
         unit + "\nFrame#\tTime\tHip\t\t\tRHip\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n\n" + rows;
}

BOOST_AUTO_TEST_SUITE(trc_files)

BOOST_AUTO_TEST_CASE(markers_in_pixels_are_a_table) {
  const Document document =
      open_bytes(trc("px", "7\t0.00\t1\t2\t0\t3\t4\t0\r\n8\t0.02\t5.5\t\t0\t7\t8\t0\t\n"));
  BOOST_TEST((document.content == Content::table));
  BOOST_TEST(document.container == "TRC");
  BOOST_TEST((document.table.rows ==
              std::vector<std::vector<std::string>>{{"frame", "Hip_x", "Hip_y", "RHip_x", "RHip_y"},
                                                    {"7", "1", "2", "3", "4"},
                                                    {"8", "5.5", "", "7", "8"}}));
  BOOST_TEST((document.table.lines == std::vector<Index>{4, 7, 8}));
}

BOOST_AUTO_TEST_CASE(what_is_in_space_or_does_not_fit_is_refused) {
  check_refused(trc("m", ""),
                ": line 3: positions in space, in m; wanted are those in the pictures, in px");
  check_refused(trc("px", "7\t0.00\t1\t2\t0\t3\n"), ": line 7: 6 cells; 2 markers need 8");
  check_refused("PathFileType\t4\n", ": line 1: the file ends too early");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
