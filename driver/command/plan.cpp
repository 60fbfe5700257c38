#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/plan/print_plan.hpp"

namespace mir::driver {

int command_plan(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared)
    return diagnostics.exit_code();
  for (const Plan& plan : prepared->plans)
    if (line.json)
      print_plan_json(plan, env.out);
    else if (line.dot)
      print_plan_dot(plan, env.out);
    else
      print_plan(plan, env.out);
  if (!line.json && !line.dot)
    print_next(env, again(line, "build"));
  return 0;
}

} // namespace mir::driver
