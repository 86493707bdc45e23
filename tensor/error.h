#pragma once
#include <stdexcept>

namespace posegrad {

/// Base of everything posegrad throws on purpose. what() is one line that names the file, op
/// or argument, what was found and what was wanted; the program prints it and exits.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ShapeError : Error {
  using Error::Error;
};  // a tensor of the wrong shape
struct DTypeError : Error {
  using Error::Error;
};  // a tensor of the wrong number type
struct DeviceError : Error {
  using Error::Error;
};  // a device that is absent, or not where the data lie
struct ValueError : Error {
  using Error::Error;
};  // an argument outside its range
struct DataError : Error {
  using Error::Error;
};  // a file or data set whose content is not what it should be
struct IoError : Error {
  using Error::Error;
};  // the system refused: missing file, full disk, no permission
struct NumericError : Error {
  using Error::Error;
};  // a loss or a result that is not finite

}  // namespace posegrad
