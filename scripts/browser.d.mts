/** Types of `browser.mjs`. */
export declare const MIN_CHROMIUM: number
export declare const CHROMIUM_FLAGS: readonly string[]
export declare function findBrowser(): Promise<{ readonly path: string; readonly version: string }>
