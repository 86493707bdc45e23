#include "apps/run/tensorboard_log.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "apps/files/named_files.h"
#include "apps/run/epoch_figures.h"
#include "pose/formats/tensorboard.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

using pose::formats::TensorboardEvent;

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
  throw IoError(fmt::format("{}: {}: {}", path, what, std::strerror(error)));
}

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

}  // namespace

TensorboardLog::TensorboardLog(const std::string& folder, Index first_epoch) {
  if (folder.empty()) return;
  make_folder(folder);
  create(folder);
  // Not written yet: a disk that is full now must not keep a training from its start.
  const double now = seconds_since_1970();
  const TensorboardEvent version{.wall_time = now, .version = pose::formats::kTensorboardVersion},
      start{.wall_time = now, .step = first_epoch, .starts = true};
  unwritten_ = tensorboard_record(version) + tensorboard_record(start);
}

TensorboardLog::~TensorboardLog() {
  if (!is_on()) return;
  close(descriptor_);
  if (size_ == 0) unlink(path_.c_str());
}

// Never an older file, which would be cut; two runs of one second have different ones.
void TensorboardLog::create(const std::string& folder) {
  const std::string host = host_name();
  for (auto seconds = static_cast<std::int64_t>(seconds_since_1970());; ++seconds) {
    path_ = (std::filesystem::path(folder) /
             fmt::format("{}{:010}.{}", pose::formats::kTensorboardPrefix, seconds, host))
                .string();
    descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return;
    if (errno != EEXIST) fail(path_, "cannot be opened for writing", errno);
  }
}

void TensorboardLog::add(Index epoch, const std::vector<pose::EpochFigure>& figures) {
  if (!is_on()) return;
  TensorboardEvent event{.wall_time = seconds_since_1970(), .step = epoch};
  for (const pose::EpochFigure& figure : figures)
    event.scalars.push_back(
        {std::string(find_figure(figure.name)->tag), static_cast<float>(figure.value)});
  unwritten_ += tensorboard_record(event);
  write();
}

// At its place, not at the file's end: what a full disk took of a record is written over.
void TensorboardLog::write() {
  if (lseek(descriptor_, size_, SEEK_SET) < 0) fail(path_, "cannot be written", errno);
  for (std::size_t written = 0; written < unwritten_.size();) {
    const ssize_t n =
        ::write(descriptor_, unwritten_.data() + written, unwritten_.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path_, "cannot be written", errno);
    written += static_cast<std::size_t>(n);
  }
  size_ += static_cast<std::int64_t>(unwritten_.size());
  unwritten_.clear();
}

}  // namespace posegrad::apps
