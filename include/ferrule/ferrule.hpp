// SPDX-License-Identifier: BSL-1.0
// ferrule.hpp - everything that needs no client library. Connectors and sinks are included one by one.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/predicate.hpp>
#include <ferrule/registry.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/schema.hpp>
#include <ferrule/sink.hpp>
#include <ferrule/stream.hpp>
