#include "pose/video/video_seek.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace posegrad::pose {
namespace {

using namespace std::string_view_literals;

// Others have no times of their own (AVI), or are searched for a place that is only about right (MPEG).
constexpr std::array kContainers{"mov,mp4,m4a,3gp,3g2,mj2"sv, "matroska,webm"sv};
// Others may have packets without a picture, or two to a picture.
constexpr std::array kCodecs{"h264"sv,  "hevc"sv,  "vp9"sv,   "av1"sv,
                             "mpeg4"sv, "mjpeg"sv, "prores"sv};

template <class List>
bool has(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

SeekPoints seek_points(const FfprobeAnswer& answer) {
  SeekPoints points;
  const std::vector<FfprobePacket>& packets = answer.packets;
  if (!has(kContainers, answer.container) || !has(kCodecs, answer.codec) || packets.empty())
    return points;
  std::vector<double> times;  // of frames that are shown
  for (const FfprobePacket& packet : packets) {
    if (!std::isfinite(packet.shown_at)) return points;
    // A frame shown before the first of the file needs what the file does not have, and may be dropped.
    if (packet.shown_at < packets.front().shown_at) return points;
    if (!packet.is_discarded) times.push_back(packet.shown_at);
  }
  std::ranges::sort(times);
  if (times.empty() || std::ranges::adjacent_find(times) != times.end()) return points;
  points.first_time = times.front();

  double last = packets.front().shown_at;  // of all packets before
  for (const FfprobePacket& packet : packets) {
    if (packet.is_key && !packet.is_discarded && packet.shown_at >= last)
      points.frames.push_back(std::ranges::lower_bound(times, packet.shown_at) - times.begin());
    last = std::max(last, packet.shown_at);
  }
  return points;
}

std::optional<VideoSeek> seek_before(const SeekPoints& points, const std::vector<double>& times,
                                     Index frame) {
  const auto behind = std::ranges::upper_bound(points.frames, frame);
  if (behind - points.frames.begin() < 2 || frame >= std::ssize(times)) return {};
  const Index point = *(behind - 2);
  if (point <= 0) return {};
  const auto time = [&](Index i) { return points.first_time + times[static_cast<std::size_t>(i)]; };
  constexpr double kRounding = 0.0005;  // so that it is not taken for a time before the point
  const double here = time(frame);
  const double next = frame + 1 < std::ssize(times) ? time(frame + 1) : here + 1;
  return VideoSeek{.to = time(point) + kRounding,
                   .from = (time(frame - 1) + here) / 2,
                   .until = (here + next) / 2};
}

}  // namespace posegrad::pose
