/// \file
/// Tasks and all that goes with them: what an application and the network library include.
#pragma once

#include <mir/os/task/channel.hpp>
#include <mir/os/task/combine.hpp>
#include <mir/os/task/group.hpp>
#include <mir/os/task/readiness.hpp>
#include <mir/os/task/scheduler.hpp>
#include <mir/os/task/sync.hpp>
#include <mir/os/task/task.hpp>
#include <mir/os/task/wait.hpp>
