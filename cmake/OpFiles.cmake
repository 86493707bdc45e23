# Writes the table of the files that belong to each stem or op, for `posegrad ops`: cmake -DROOT= -DOUTPUT= -P OpFiles.cmake
# Ops that know poses lie where what they are about does.
file(GLOB kernels RELATIVE ${ROOT} ${ROOT}/tensor/kernels/*_cpu.cpp ${ROOT}/pose/*/*_cpu.cpp)
file(GLOB autograd RELATIVE ${ROOT} ${ROOT}/autograd/ops/*.cpp)
file(GLOB tests RELATIVE ${ROOT} ${ROOT}/tests/ops/*_test.cpp)

set(rows "")
function(add_row key file)
  if(EXISTS ${ROOT}/${file})
    set(rows "${rows}    OpFile{\"${key}\", \"${file}\"},\n" PARENT_SCOPE)
  endif()
endfunction()

foreach(kernel ${kernels})
  string(REGEX REPLACE "(.*)/(.*)_cpu.cpp" "\\1" folder ${kernel})
  string(REGEX REPLACE ".*/(.*)_cpu.cpp" "\\1" stem ${kernel})
  foreach(end .h .cpp _cpu.cpp _cuda.cu)
    add_row(${stem} ${folder}/${stem}${end})
  endforeach()
  add_row(${stem} autograd/ops/${stem}.cpp)
  # The tests that give its kernels to check_kernel: its own, and those that name its header.
  add_row(${stem} tests/ops/${stem}_test.cpp)
  foreach(test ${tests})
    if(test STREQUAL "tests/ops/${stem}_test.cpp")
      continue()
    endif()
    file(READ ${ROOT}/${test} text)
    if(text MATCHES "\"${folder}/${stem}.h\"" AND text MATCHES "check_kernel\\(")
      add_row(${stem} ${test})
    endif()
  endforeach()
endforeach()

# Several ops can share a file of another name: the one that records them.
foreach(file ${autograd})
  file(READ ${ROOT}/${file} text)
  string(REPLACE ";" "," text "${text}")
  string(REGEX MATCHALL "record\\([ \n]*\"[a-z_0-9]+\"" records "${text}")
  foreach(record ${records})
    string(REGEX REPLACE ".*\"(.*)\"" "\\1" name "${record}")
    add_row(${name} ${file})
  endforeach()
endforeach()

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[// Written by cmake/OpFiles.cmake.
#pragma once
#include <string_view>

namespace posegrad::apps {

struct OpFile {
  std::string_view key;  // a stem, or the name of an op
  std::string_view path;
};

inline constexpr OpFile kOpFiles[] = {
@rows@};

}  // namespace posegrad::apps
]])
