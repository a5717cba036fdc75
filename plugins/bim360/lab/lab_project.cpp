// The lab's project, in one place and the same in every lab. Small, but with everything a client
// gets wrong: inherited and own status sets, attributes of all six types that accumulate, required
// ones, a deactivated category, status and value, and names that occur twice. README.md lists it.
#include "plugins/bim360/lab/project.hpp"

namespace ingot::lab::bim360 {

namespace {

// Ids are made to be read: 5e7 a set, 57a7 a status, ca a custom attribute, a1 a value, 10c a
// place.
std::string uuid(std::string_view kind, std::string_view number) {
  std::string id = "00000000-0000-4000-8000-000000000000";
  id.replace(0, kind.size(), kind);
  id.replace(id.size() - number.size(), number.size(), number);
  return id;
}

StepStatus status(std::string_view number, const char* label, const char* bucket,
                  const char* color = "blue", bool is_active = true) {
  return {uuid("57a7", number), label, bucket, color, is_active};
}

std::vector<StatusSet> status_sets() {
  return {
      {uuid("5e7", "1"),
       "Standard",
       true,
       {status("11", "Specified", "open", "gray"), status("12", "Ordered", "in_progress"),
        status("13", "Installed", "done", "green"),
        status("14", "Disposed", "done", "red", false)}},
      {uuid("5e7", "2"),
       "Commissioning",
       false,
       {status("21", "Installed", "in_progress"), status("22", "Tested", "in_progress", "orange"),
        status("23", "Handed over", "done", "green")}},
      {uuid("5e7", "3"),
       "Electrical tests",
       false,
       {status("31", "Installed", "in_progress"), status("32", "Energised", "done", "green")}}};
}

Attribute attribute(std::string_view number, const char* display_name, DataType type) {
  Attribute made;
  made.id = uuid("ca", number);
  made.name = "ca" + std::string(number);
  made.display_name = display_name;
  made.type = type;
  return made;
}

std::vector<Attribute> attributes() {
  Attribute serial = attribute("1", "Serial number", DataType::kText);
  serial.is_required = true;
  Attribute maker = attribute("4", "Manufacturer", DataType::kSelect);
  maker.values = {{uuid("a1", "41"), "Northwind", true},
                  {uuid("a1", "42"), "Borealis", true},
                  {uuid("a1", "43"), "Old Works", false}};
  Attribute tests = attribute("5", "Tests passed", DataType::kMultiSelect);
  tests.values = {{uuid("a1", "51"), "Pressure", true},
                  {uuid("a1", "52"), "Noise", true},
                  {uuid("a1", "53"), "Vibration", true}};
  Attribute warranty = attribute("6", "Under warranty", DataType::kBoolean);
  warranty.default_value = false;
  Attribute circuit = attribute("7", "Circuit", DataType::kText);
  circuit.max_length = 20;
  Attribute retired = attribute("10", "Old tag", DataType::kText);
  retired.is_active = false;
  return {serial,
          attribute("2", "Weight", DataType::kNumeric),
          attribute("3", "Installed on", DataType::kDate),
          maker,
          tests,
          warranty,
          circuit,
          attribute("8", "Serial number", DataType::kText),
          attribute("9", "Ingest key", DataType::kText),
          retired};
}

std::vector<Category> categories() {
  return {{.id = "1", .name = "ROOT", .attributes = {"ca9"}},
          {.id = "10",
           .name = "Mechanical",
           .parent_id = "1",
           .status_set_id = uuid("5e7", "2"),
           .attributes = {"ca1", "ca2"}},
          {.id = "11", .name = "Air handling", .parent_id = "10", .attributes = {"ca3", "ca4"}},
          {.id = "12", .name = "Fans", .parent_id = "11", .attributes = {"ca5", "ca6"}},
          {.id = "13", .name = "Pumps", .parent_id = "10"},
          {.id = "14", .name = "Boilers", .parent_id = "10", .is_active = false},
          {.id = "20", .name = "Electrical", .parent_id = "1", .attributes = {"ca7", "ca8"}},
          {.id = "21", .name = "Pumps", .parent_id = "20", .status_set_id = uuid("5e7", "3")},
          {.id = "30", .name = "Fire safety", .parent_id = "1"}};
}

constexpr const char* kFolders = "urn:adsk.wipprod:fs.folder:co.";

}  // namespace

Project lab_project() {
  Project project;
  project.id = "b1b36000-0000-4000-8000-000000000001";
  project.company_id = uuid("c0", "1");
  project.user_id = "LABUSER00001";
  project.categories = categories();
  project.status_sets = status_sets();
  project.attributes = attributes();
  project.locations = {{uuid("10c", "0"), "", "Site"},
                       {uuid("10c", "1"), uuid("10c", "0"), "Building A"},
                       {uuid("10c", "2"), uuid("10c", "1"), "Level 1"},
                       {uuid("10c", "3"), uuid("10c", "0"), "Level 1"}};
  const std::string prefix = kFolders;
  project.folders = {{prefix + "lab-root", "", "Lab project"},
                     {prefix + "lab-project-files", prefix + "lab-root", "Project Files"},
                     {prefix + "lab-handover", prefix + "lab-project-files", "Handover"}};
  return project;
}

}  // namespace ingot::lab::bim360
