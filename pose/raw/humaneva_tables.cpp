#include "pose/raw/humaneva_tables.h"

namespace posegrad::pose::raw {
namespace {

constexpr std::array kRecordings = std::to_array<HumanEvaRecording>({
    {"S1", "Walking 1", 590, 1203, {82, 81, 82}},
    {"S1", "Jog 1", 367, 740, {51, 51, 50}},
    {"S1", "ThrowCatch 1", 473, 945, {61, 61, 60}},
    {"S1", "Gestures 1", 395, 801, {45, 45, 44}},
    {"S1", "Box 1", 385, 789, {57, 57, 56}},
    {"S2", "Walking 1", 438, 876, {115, 115, 114}},
    {"S2", "Jog 1", 398, 795, {100, 100, 99}},
    {"S2", "ThrowCatch 1", 550, 1128, {127, 127, 127}},
    {"S2", "Gestures 1", 500, 901, {122, 122, 121}},
    {"S2", "Box 1", 382, 734, {119, 119, 117}},
    {"S3", "Walking 1", 448, 939, {80, 80, 80}},
    {"S3", "Jog 1", 401, 842, {65, 65, 65}},
    {"S3", "ThrowCatch 1", 493, 1027, {79, 79, 79}},
    {"S3", "Gestures 1", 533, 1102, {83, 83, 82}},
    {"S3", "Box 1", 512, 1021, {1, 1, 1}},
});

}  // namespace

std::span<const HumanEvaRecording> humaneva_recordings() { return kRecordings; }

}  // namespace posegrad::pose::raw
