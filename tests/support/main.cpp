#define BOOST_TEST_MODULE posegrad
#include <boost/test/unit_test.hpp>
