#pragma once
#include <vector>

#include "apps/files/batch_table.h"

namespace posegrad::apps {

/// Whether input i of several is this rank's work: every so many-th.
bool is_own_input(std::size_t i);

/// Puts the rows that others worked on in their places, on every rank.
void take_rows_of_others(std::vector<BatchRow>& rows);

}  // namespace posegrad::apps
