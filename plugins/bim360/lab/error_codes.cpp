#include "plugins/bim360/lab/error_codes.hpp"

#include <array>

namespace ingot::lab::bim360 {

namespace {
constexpr std::array kCodes{
    ErrorCode{"ASSET_NOT_FOUND", "No living asset of the project has this ID.", 400, "assetId"},
    ErrorCode{"ASSET_REFUSED", "The project does not accept this asset.", 400, "fieldName"},
    ErrorCode{"BARCODE_IN_USE", "Another asset has this barcode.", 409, "fieldName"},
    ErrorCode{"BATCH_EMPTY", "A batch must name at least one entity.", 400, ""},
    ErrorCode{"BATCH_INVALID", "At least one entity of the batch is invalid.", 400, ""},
    ErrorCode{"BATCH_TOO_LARGE", "A batch names too many entities.", 400, "maxItems"},
    ErrorCode{"CATEGORY_INACTIVE", "The category accepts no new assets.", 400, "fieldName"},
    ErrorCode{"CATEGORY_NOT_FOUND", "The project has no such category.", 400, "fieldName"},
    ErrorCode{"CUSTOM_ATTRIBUTE_INVALID", "The value does not fit the attribute's data type.", 400,
              "fieldName dataType"},
    ErrorCode{"CUSTOM_ATTRIBUTE_NOT_ASSIGNED", "The category does not have this attribute.", 400,
              "fieldName"},
    ErrorCode{"CUSTOM_ATTRIBUTE_REQUIRED", "The category requires this attribute.", 400,
              "fieldName"},
    ErrorCode{"DUPLICATE_ID", "An ID is named twice.", 400, "assetId"},
    ErrorCode{"FIELD_EXCEEDS_MAX_LENGTH", "A field is longer than allowed.", 400,
              "fieldName maxStringLength"},
    ErrorCode{"FIELD_INVALID", "A field has a value of the wrong form.", 400, "fieldName"},
    ErrorCode{"FIELD_REQUIRED", "A required field is missing or empty.", 400, "fieldName"},
    ErrorCode{"FIELD_UNKNOWN", "A field is not known.", 400, "fieldName"},
    ErrorCode{"LOCATION_NOT_FOUND", "The project has no such location.", 400, "fieldName"},
    ErrorCode{"MALFORMED_REQUEST", "The request cannot be understood.", 400, ""},
    ErrorCode{"NOT_FOUND", "The resource does not exist.", 404, ""},
    ErrorCode{"STATUS_NOT_IN_STATUS_SET", "The status is not in the category's status set.", 400,
              "fieldName"}};
}  // namespace

std::span<const ErrorCode> error_codes() {
  return kCodes;
}

}  // namespace ingot::lab::bim360
