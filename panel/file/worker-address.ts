/**
 * The policy of the extension's pages asks for Trusted Types: a page of ours may start a worker only from an address that this one policy made. A browser without
 * them (Firefox) takes the text itself.
 */

/** As far as it is used here; the libraries of TypeScript do not have it yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): URL }
}

/** The only name that the manifest's `trusted-types` allows. */
const POLICY = 'genai-worker'

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

/** @param url of a worker that the build made: an address of our own */
export function workerAddress(url: string): string | URL {
  const types = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes
  if (types === undefined) return url
  policy ??= types.createPolicy(POLICY, { createScriptURL: ownAddress })
  return policy.createScriptURL(url)
}

function ownAddress(url: string): string {
  const { origin, href } = new URL(url, location.href)
  if (origin !== location.origin) throw new TypeError('a worker of another origin')
  return href
}
