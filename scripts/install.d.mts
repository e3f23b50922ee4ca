/** Types of `install.mjs`. */
export declare function ensureInstalled(): void
