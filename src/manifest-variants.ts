/** What is derived from the one manifest: builds that grant hosts (tests), and Firefox's. */

interface Manifest {
  readonly [key: string]: unknown
  readonly background: { readonly service_worker: string; readonly type: string }
}

/** The same manifest, granting `hosts` (match patterns) without a prompt. */
export function withHosts<M extends Manifest>(manifest: M, hosts: readonly string[]): M {
  return hosts.length === 0 ? manifest : { ...manifest, host_permissions: [...hosts] }
}

/** The oldest Firefox whose content scripts know `match_origin_as_fallback` and whose manifests name their data collection. */
const FIREFOX_MIN_VERSION = '140.0'

/**
 * Firefox has an event page where Chrome has a service worker, wants an id and a statement of the data collected (none leaves the
 * browser by itself), and refuses keys that only Chrome knows.
 */
export function firefoxManifest(manifest: Manifest): { readonly [key: string]: unknown } {
  const { minimum_chrome_version: _chrome, externally_connectable: _external, background, ...rest } = manifest
  return {
    ...rest,
    background: { scripts: [background.service_worker], type: background.type },
    browser_specific_settings: {
      gecko: {
        id: 'genai-devtools@genai-devtools.dev',
        strict_min_version: FIREFOX_MIN_VERSION,
        data_collection_permissions: { required: ['none'] },
      },
    },
  }
}
