import { describe, expect, test } from 'vitest'
import manifest from '../../manifest.json' with { type: 'json' }
import { firefoxManifest, withHosts } from '../../src/manifest-variants.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { ensureBuilt, RELEASE } from '../support/build.ts'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

describe('the built release', async () => {
  await ensureBuilt(RELEASE)
  const built: Record<string, unknown> = JSON.parse(readFileSync(join(RELEASE.folder, 'manifest.json'), 'utf8'))

  test('asks for nothing more than this', () => {
    // Each key more is more that a user grants and a reviewer reads: the whole list, so that none is added unseen.
    expect({ ...built, name: '', description: '', version: '', icons: {} }).toEqual({
      manifest_version: 3,
      name: '',
      description: '',
      version: '',
      icons: {},
      minimum_chrome_version: '116',
      permissions: ['storage', 'scripting'],
      optional_host_permissions: ['*://*/*'],
      externally_connectable: { ids: [] },
      content_security_policy: manifest.content_security_policy,
      background: { service_worker: 'service-worker-loader.js', type: 'module' },
      devtools_page: 'src/devtools.html',
      content_scripts: [
        {
          js: ['src/bridge.iife.js'],
          matches: ['*://localhost/*', '*://127.0.0.1/*', '*://[::1]/*', '*://*.localhost/*'],
          run_at: 'document_start',
          all_frames: true,
          match_origin_as_fallback: true,
        },
      ],
    })
  })

  test('has the version of the package, and every file that it names', () => {
    expect(built['version']).toBe(packageJson.version)
    const named = [
      ...Object.values(manifest.icons),
      'service-worker-loader.js',
      'src/devtools.html',
      'panel/index.html',
      'src/bridge.iife.js',
    ]
    expect(named.filter((file) => !existsSync(join(RELEASE.folder, file)))).toEqual([])
  })

  test('has a content script that is small and alone', () => {
    const script = readFileSync(join(RELEASE.folder, 'src/bridge.iife.js'), 'utf8')
    expect(script.length).toBeLessThan(24_000)
    expect(script).not.toMatch(/\bimport\s*\(|^\s*import\b/m)
  })

  test('starts the background from its own script', () => {
    const loader = readFileSync(join(RELEASE.folder, 'service-worker-loader.js'), 'utf8')
    expect(loader).toMatch(/assets\/background/)
  })
})

describe('variants', () => {
  test('a build for tests grants hosts and changes nothing else', () => {
    const { host_permissions: hosts, ...rest } = { host_permissions: undefined, ...withHosts(manifest, ['http://a.test/*']) }
    expect(hosts).toEqual(['http://a.test/*'])
    expect(rest).toEqual(manifest)
    expect(withHosts(manifest, [])).toBe(manifest)
  })

  test('Firefox gets an event page, an id and no key of Chrome', () => {
    const firefox = firefoxManifest(manifest)
    expect(firefox['background']).toEqual({ scripts: ['src/background.ts'], type: 'module' })
    expect(firefox['browser_specific_settings']).toMatchObject({ gecko: { data_collection_permissions: { required: ['none'] } } })
    expect(Object.keys(firefox)).not.toContain('minimum_chrome_version')
    expect(Object.keys(firefox)).not.toContain('externally_connectable')
    expect(firefox['permissions']).toEqual(manifest.permissions)
  })
})
