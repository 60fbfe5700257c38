/// \file
/// What an application includes: App, Task, and what goes with them. An application defines
/// app_main().
#pragma once

#include <mir/os/app/app.hpp>

/// The application: runs when the system is up; what it returns, 0 to 255, becomes the exit code.
///
///     mir::Task<int> app_main(mir::App& app) {
///       app.log("hello from {}", app.target());
///       co_return 0;
///     }
mir::Task<int> app_main(mir::App& app);
