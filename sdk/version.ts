/** Name of our instrumentation scope, and the version that stands in package.json (a test compares them). */
export const SDK_NAME = '@genai-devtools/web'
export const SDK_VERSION = '0.1.0'
