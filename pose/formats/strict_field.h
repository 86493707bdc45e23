#pragma once
#include <string>

#include "pose/formats/field.h"

namespace posegrad::pose::formats {

// Of JSON, where nothing stands for another type (Field's accessors also take Python's and NumPy's
// kinds): each throws DataError "WHERE: an integer is wanted; found float".

Index integer_of(const Field& field);
double number_of(const Field& field);
std::string text_of(const Field& field);

}  // namespace posegrad::pose::formats
