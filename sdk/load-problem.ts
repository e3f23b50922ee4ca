/** What a load failed of, in words. An address in it ends before its query, which may be signed. Pure. */
export const problemOf = (reason: unknown): string => String(reason).replace(/[?#]\S*/g, '')
