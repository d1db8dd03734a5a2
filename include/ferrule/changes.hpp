// SPDX-License-Identifier: BSL-1.0
// changes.hpp - what happens to tables, delivered: the loop, receivers, a channel between threads, checkpoints.
#pragma once
#include <ferrule/changes/apply.hpp>
#include <ferrule/changes/channel.hpp>
#include <ferrule/changes/checkpoint_file.hpp>
#include <ferrule/changes/dead_letters.hpp>
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/changes/metering.hpp>
#include <ferrule/changes/start.hpp>
#include <ferrule/changes/validator.hpp>
