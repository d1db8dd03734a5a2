// SPDX-License-Identifier: BSL-1.0
// core/separate.hpp - whether functions are compiled wherever they are used, or once.
//
// A function that is no template, and not so short that a call is dearer, is declared in a header and defined in the file of the same
// name that ends in .ipp. As a rule the header includes that file at its end, and nothing has to be built. Where
// FERRULE_SEPARATE_COMPILATION is defined, for the whole program, it does not: then one source file includes <ferrule/src.hpp>, and the
// src.hpp of each connector that has one, and compiles for all others (docs/how-to/compile-apart.md).
#pragma once

#ifdef FERRULE_SEPARATE_COMPILATION
#define FERRULE_INLINE
#else
#define FERRULE_INLINE inline
#endif
