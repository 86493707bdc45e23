#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::raw {

/// Those with public 3D poses.
inline constexpr std::array<std::string_view, 7> kH36mSubjects{"S1", "S5", "S6", "S7",
                                                               "S8", "S9", "S11"};
inline constexpr Index kH36mCameras = 4;

/// The 15 actions, each recorded twice: "Walking", "Walking 1".
inline constexpr std::array<std::string_view, 15> kH36mActions{
    "Directions", "Discussion", "Eating",    "Greeting",     "Phoning",
    "Photo",      "Posing",     "Purchases", "Sitting",      "SittingDown",
    "Smoking",    "Waiting",    "WalkDog",   "WalkTogether", "Walking"};

bool is_h36m_subject(std::string_view name);
/// The names of a subject's recordings. Of S11 "Directions" is not one: its video is broken.
std::vector<std::string> h36m_recordings(std::string_view subject);
bool is_broken_h36m(std::string_view subject, std::string_view action);
/// As many recordings as there should be of all subjects.
Index h36m_recording_count();

/// As the files of its videos name a camera: "54138969".
std::string_view h36m_camera_id(std::size_t camera);

/// A kind of raw files: S1/.../FOLDER/ACTION[.CAMERA]ENDING.
struct H36mFiles {
  std::string_view folder;  // their own, "" where that is the subject's, which does for the others
  std::string_view ending;
  bool has_camera;
  std::vector<std::string_view> archives;  // see Wanted
  std::string_view example, command;       // for messages
};
enum class H36mKind {
  archive,  // h36m.zip of Martinez et al.
  cdf,      // the official download
  mat,      // that, converted by MATLAB
  hourglass_pretrained,
  hourglass_fine_tuned,
  detections
};
std::span<const H36mFiles> h36m_files();
const H36mFiles& h36m_files(H36mKind kind);

/// What a file is of.
struct H36mPlace {
  std::string subject, action;
  std::size_t camera = 0;
};

/// What a path from the root says, however high or low the user began: nothing for a file of
/// another kind. The subject is the nearest folder, or archive (Poses_D3_Positions_S1.tgz), of that
/// name, at most one folder above the files' own. Actions have the names above, whatever they are
/// called in the file's ("TakingPhoto 1", "WalkingDog_1").
std::optional<H36mPlace> h36m_place(std::string_view path, const H36mFiles& files);

}  // namespace posegrad::pose::raw
