# cmake -DROOT=include/ferrule -P layers.cmake
#
# Every #include must point down the stack, never up or sideways. A header belongs to the room named by the first part of
# its path: `stream.hpp` and `stream/batch.hpp` are in the room `stream`. In connectors/, sinks/ and decorators/ every
# header (with the folder of its name) is a room of its own, and none of them may include another; but each decorator starts from
# decorators/forwarding.
cmake_minimum_required(VERSION 3.25)

# room                      may include, besides itself
set(may_include_core        "")
set(may_include_reflect     core)
set(may_include_schema      core reflect)  # messages name C++ types; an enum's values are read by name
set(may_include_row_struct  core reflect schema)
set(may_include_predicate   core reflect schema row_struct)  # written over fields of a struct, evaluated on any row
set(may_include_stream      core reflect schema row_struct predicate)
set(may_include_sink        core reflect schema row_struct stream)
set(may_include_connector   core reflect schema row_struct predicate stream)
set(may_include_config      core reflect)
set(may_include_registry    core config schema predicate stream connector)
set(may_include_connectors  core reflect schema row_struct predicate stream config connector)
set(may_include_sinks       core reflect schema row_struct stream sink)
set(may_include_decorators  core reflect schema row_struct predicate stream config connector)
# What is built on the stages: it may use all of them and each other, and no stage may include it.
set(consumers ferrule src rows query writer changes conformance cli)
foreach(room IN LISTS consumers)
  set(may_include_${room} core reflect schema row_struct predicate stream sink sinks decorators config connector registry
    ${consumers})
endforeach()

# What the header of another component includes is not for the rest of its room.
set(components "^config/(json|yaml)[.]hpp$")

# The libraries that ferrule::ferrule links. Any other library's header belongs in a connector.
set(foreign_everywhere "^(fmt/|boost/pfr|tl/expected)")
# And those of a component that is no connector.
set(foreign_of_config/json.hpp "^boost/json")
set(foreign_of_config/yaml.hpp "^yaml-cpp/")
# What a file needs beyond the standard library to be on the disk.
set(foreign_of_changes/checkpoint_file.hpp "^(fcntl|unistd)[.]h$")
set(foreign_of_changes/durable_file.hpp "^(fcntl|unistd|sys/(file|stat))[.]h$")
set(foreign_of_cli/arguments.hpp "^CLI/")
set(foreign_of_core/copy_text.hpp "^emmintrin[.]h$")  # sixteen characters at a time, where the processor can
# Signals, terminals and files that are put into place are the operating system's business.
set(system_of_cli "^((fcntl|pthread|signal|unistd)[.]h|linux/perf_event[.]h|sys/syscall[.]h)$")

function(find_room path)
  string(REGEX MATCH "^[^/.]+" room ${path})
  if(path MATCHES "^reflect/row_struct[.][hi]pp$")
    # The one part of reflect/ that knows columns: which structs can be rows. The rest knows the language alone, and
    # schema is written with it.
    set(room row_struct)
  endif()
  set(room ${room} PARENT_SCOPE)
endfunction()

cmake_path(ABSOLUTE_PATH ROOT)
file(GLOB_RECURSE headers RELATIVE ${ROOT} ${ROOT}/*.[hi]pp)
if(NOT headers)
  message(FATAL_ERROR "there are no headers in ${ROOT}")
endif()
set(problems "")
foreach(header IN LISTS headers)
  find_room(${header})
  set(from ${room})
  set(own "")
  # What is declared in one place is compiled in one place: core/separate.hpp.
  if(header MATCHES "[.]ipp$")
    set(compiled_by src.hpp)
    if(header MATCHES "^connectors/([^/.]+)")
      set(compiled_by connectors/${CMAKE_MATCH_1}/src.hpp)
    endif()
    file(STRINGS ${ROOT}/${compiled_by} line REGEX "^#include <ferrule/${header}>$")
    if(NOT line)
      string(APPEND problems "  ${header}: ${compiled_by} does not include it\n")
    endif()
  endif()
  if(from MATCHES "^(connectors|sinks|decorators)$")
    string(REGEX MATCH "^[^/]+/[^/.]+" own ${header})
  endif()
  if(NOT DEFINED may_include_${from})
    string(APPEND problems "  ${header}: the room '${from}' is not in the table of tests/layers.cmake\n")
    continue()
  endif()
  file(STRINGS ${ROOT}/${header} lines REGEX "^ *# *include")
  foreach(line IN LISTS lines)
    if(line MATCHES "^ *# *include *<ferrule/([^>]+)>")
      set(included ${CMAKE_MATCH_1})
      find_room(${included})
      if(included MATCHES "${components}" AND NOT from IN_LIST consumers)
        string(APPEND problems "  ${header}: <ferrule/${included}> belongs to a component of its own\n")
      endif()
      if(own AND room STREQUAL from)
        string(REGEX MATCH "^[^/]+/[^/.]+" its_own ${included})
        if(NOT its_own STREQUAL own AND NOT its_own STREQUAL "decorators/forwarding")
          string(APPEND problems "  ${header}: ${own} must not include <ferrule/${included}>\n")
        endif()
      elseif(NOT room STREQUAL from AND NOT room IN_LIST may_include_${from})
        string(APPEND problems "  ${header}: ${from} must not include <ferrule/${included}>\n")
      endif()
    elseif(line MATCHES "^ *# *include *<([^>]+)>")
      set(included ${CMAKE_MATCH_1})
      set(its_own "${foreign_of_${header}}")
      if(included MATCHES "[/.]" AND NOT from STREQUAL connectors AND NOT included MATCHES "${foreign_everywhere}"
          AND NOT (its_own AND included MATCHES "${its_own}")
          AND NOT (from STREQUAL cli AND included MATCHES "${system_of_cli}"))
        string(APPEND problems "  ${header}: <${included}> belongs to a library that only a connector may need\n")
      endif()
    else()
      string(APPEND problems "  ${header}: includes are written <ferrule/...>, not: ${line}\n")
    endif()
  endforeach()
endforeach()
if(problems)
  message(FATAL_ERROR "layers:\n${problems}")
endif()
list(LENGTH headers count)
message(STATUS "${count} headers, every include points down")
