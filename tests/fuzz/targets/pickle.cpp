#include "pose/formats/pickle.h"

#include "pose/formats/reading_limit.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// What is read can be written, and reads again.
void read_and_write_pickle(std::string_view bytes) {
  using namespace pose::formats;
  within_reading_limit("input.pkl", [&] {
    ReadingLimit::came(bytes.size());
    const Pickle read = read_pickle(Blob::copy_of(bytes), "input.pkl");
    const std::string written = write_pickle(read.value);
    read_pickle(Blob::copy_of(written), "written.pkl");
  });
}

const Registered kPickle{{"pickle", read_and_write_pickle, mutate_pickle}};

}  // namespace
}  // namespace posegrad::fuzz
