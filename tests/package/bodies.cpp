// SPDX-License-Identifier: BSL-1.0
// Where FERRULE_SEPARATE_COMPILATION is defined: the one file that compiles what the headers declare.
//[bodies
#include <ferrule/connectors/sqlite/src.hpp>
#include <ferrule/src.hpp>
//]
