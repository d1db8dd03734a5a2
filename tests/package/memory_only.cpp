// SPDX-License-Identifier: BSL-1.0
// A program with one connector that needs no client library: it must not so much as mention one.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>

int main() { return ferrule::memory::connector::name.empty() ? 1 : 0; }
