#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/wild/options.h"
#include "pose/detections/detections.h"
#include "pose/library/model_library.h"
#include "pose/video/video_info.h"
#include "pose/wild/pretrained.h"

namespace posegrad::apps {

// What `posegrad wild` works with, found out from the files and the options; nothing is printed
// here.

/// Whether the line is one of the original's in-the-wild program.
bool as_the_fork(const WildOptions& options);
/// How the line names the video: "--video".
std::string video_option(const WildOptions& options);

/// The file of a model that an option names: a file, or a model of the program's own library
/// (posegrad models). Throws as pose::find_model, and IoError that lists the library's names for
/// what is neither; a path or a name with a checkpoint's ending is left to who opens it.
std::string named_checkpoint(const std::string& given);

/// The library's default model, or its default for past frames only. Throws as pose::default_model,
/// saying how to go on.
pose::ModelFile default_model(bool causal);

/// Throws DataError unless the model takes what its card told (null: nothing).
void require_as_told(const pose::PretrainedModel& model, const pose::KeypointLayout* told);

/// Throws DataError unless the models take the same keypoints.
void require_same_layout(const pose::PretrainedModel& first, const pose::PretrainedModel& other);

/// Lines for the user about the video. Nothing without one.
std::vector<std::string> video_report(const std::string& path, const pose::VideoInfo& info);

/// The detections as keypoints that a model takes, whatever the detector's are.
pose::Detections read_for(const WildOptions& options, const pose::KeypointLayout& models,
                          const std::optional<pose::VideoInfo>& info);

/// Of the pictures: told, or the detections', or the video's. Throws DataError when none says it or
/// two contradict each other.
pose::VideoSize size_of(const WildOptions& options, const pose::Detections& detections,
                        const std::optional<pose::VideoInfo>& info);

/// Frames a second: told, or the video's, or the detections'; nothing when none says it.
std::optional<double> rate_of(const WildOptions& options, const pose::Detections& detections,
                              const std::optional<pose::VideoInfo>& info);

/// Says that frames of the video will not be drawn, or that poses have no picture, and where the
/// detections look like every second, third, ... frame, at which rate; empty: neither.
std::string length_remark(const WildOptions& options, const pose::Detections& detections,
                          const pose::VideoInfo& info);

/// Lines about a size or rate that was told and is not the video's, or a rate on which video and
/// detections do not agree.
std::vector<std::string> contradictions(const WildOptions& options,
                                        const pose::Detections& detections,
                                        const pose::VideoInfo& info);

}  // namespace posegrad::apps
