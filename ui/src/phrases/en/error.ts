/** The frame of every error; the errors themselves are in `errors.ts`. */
export const error = {
  "error.what": "What happened",
  "error.where": "Where",
  "error.expected": "Expected",
  "error.found": "Found",
  "error.next": "Next",
  "error.fold": "Codes and ids",
  "error.copy": "Copy error",
  "error.code": "Code",
  "error.requestId": "Request id",
  "error.details": "Details",
  "place.entra": "Microsoft Entra",
  "place.vendor": "the vendor",
  "place.browser": "the browser",
  "place.here": "this computer",
} as const;
