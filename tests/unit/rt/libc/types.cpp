#include <any>
#include <memory>
#include <string>
#include <typeindex>
#include <typeinfo>

#include "report.hpp"

namespace mir::libc_test {
namespace {

struct Root {
  int root = 1;
  virtual ~Root() = default;
};
struct Left : virtual Root {
  int left = 2;
};
struct Right : virtual Root {
  int right = 3;
};
struct Bottom final : Left, Right {
  int bottom = 4;
};
struct Other : Root {};

void casts_follow_the_object(Report& report) {
  std::unique_ptr<Root> object = std::make_unique<Bottom>();
  auto* left = dynamic_cast<Left*>(object.get());
  report.expect(left != nullptr && left->left == 2, "down a virtual base");
  auto* right = dynamic_cast<Right*>(left);
  report.expect(right != nullptr && right->right == 3, "across to a sibling");
  report.expect(dynamic_cast<Other*>(object.get()) == nullptr, "a wrong cast gives null");
  report.expect(dynamic_cast<void*>(right) == dynamic_cast<Bottom*>(object.get()),
                "to the whole object");
  bool thrown = false;
  try {
    static_cast<void>(dynamic_cast<Other&>(*object));
  } catch (const std::bad_cast&) {
    thrown = true;
  }
  report.expect(thrown, "a wrong cast of a reference throws");
}

void types_know_their_names(Report& report) {
  Bottom bottom;
  Root& root = bottom;
  report.expect(typeid(root) == typeid(Bottom), "typeid sees the object");
  report.expect(std::type_index(typeid(root)) != std::type_index(typeid(Other)), "type_index");
  report.expect(std::string(typeid(int).name()) == "i", "names are mangled");
  std::any value = std::string("text");
  report.expect(std::any_cast<std::string>(&value) != nullptr, "any_cast");
  report.expect(std::any_cast<int>(&value) == nullptr, "any_cast of another type");
}

} // namespace

void test_types(Report& report) {
  casts_follow_the_object(report);
  types_know_their_names(report);
}

} // namespace mir::libc_test
