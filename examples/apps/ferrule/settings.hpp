// Which formats of settings files the program reads.
#pragma once
#include <ferrule/cli/commands.hpp>

ferrule::result<ferrule::settings> load(const ferrule::settings_sources& from);
