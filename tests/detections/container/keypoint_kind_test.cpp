#include "pose/detections/container/keypoint_kind.h"

#include <boost/test/unit_test.hpp>

using posegrad::pose::detections::may_hold_keypoints;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(keypoint_kind)

BOOST_AUTO_TEST_CASE(what_detectors_write_may_hold_keypoints) {
  for (const std::string& begin :
       {"[{\"image_id\": 0, \"keypoints\""s, " \n{\"people\": []}"s, "\xEF\xBB\xBF{}"s,
        "frame,nose_x,nose_y\n0,1.5,2.5\n1,1.5,2.5\n"s, "PK\x03\x04\x14\0"s, "\x1F\x8B\x08\0"s,
        "\x93NUMPY\x01\0"s, "\x89HDF\r\n\x1A\n"s, "\x80\x04\x95\0\0"s})
    BOOST_TEST(may_hold_keypoints(begin), begin);
}

BOOST_AUTO_TEST_CASE(what_is_something_else_may_not) {
  for (const std::string& begin : {""s, "hello\n"s, "this is no video, however long it may be"s,
                                   "\0\0\0\x18"
                                   "ftypmp42"s,
                                   "\x1A\x45\xDF\xA3\x01\0"s, "\0\0\0\1\x67\x64\0\x1F"s,
                                   "<html><body>"s, "\x89PNG\r\n\x1A\n"s})
    BOOST_TEST(!may_hold_keypoints(begin), begin);
}

BOOST_AUTO_TEST_SUITE_END()
