#pragma once
#include "tensor/error.h"

namespace posegrad::apps {

/// A wrong command line: the program prints one line that points to --help, and exits with 2.
struct UsageError : Error {
  using Error::Error;
};

}  // namespace posegrad::apps
