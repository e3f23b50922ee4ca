import { appendFileSync } from 'node:fs'

/** What a test may need that a fresh clone has not: provider recordings, reported inputs, the Go toolchain, the model of the conventions. */
export type Requirement = 'wire' | 'reports' | 'go' | 'semconv'

/**
 * Tells whether a test has to be skipped: `test.skipIf(requirement('wire', existsSync(folder), `no recordings at ${folder}`))`. The reason
 * is printed before the last line of `npm test`.
 * @throws {Error} when GENAI_REQUIRE names what is missing: there a skip would hide that nothing was tested.
 */
export function requirement(name: Requirement, available: boolean, reason: string): boolean {
  if (available) return false
  if ((process.env['GENAI_REQUIRE'] ?? '').split(',').includes(name)) throw new Error(`GENAI_REQUIRE names ${name}: ${reason}`)
  const notes = process.env['GENAI_SKIP_NOTES']
  if (notes) appendFileSync(notes, `${name}: ${reason}\n`)
  return true
}
