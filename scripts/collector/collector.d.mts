/** Types of `collector.mjs`. */
export declare function ensureCollector(): Promise<string>
