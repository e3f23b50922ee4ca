/**
 * A Vite plugin that writes THIRD-PARTY-NOTICES beside the bundle: the licences of the packages whose code went into it, read from the
 * bundle's own modules, so that the list cannot differ from what ships.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @param {string} id a module's id: a path, perhaps behind `\0` and before `?query` */
function packageFolder(id) {
  const path = id.replace(/^\0/, '').replace(/\?.*$/, '').replaceAll('\\', '/')
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
}

/** The folder's own licence file; a package without one is named with the licence that its manifest states. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry))
  const notice = existsSync(join(folder, 'NOTICE')) ? `\n\n${readFileSync(join(folder, 'NOTICE'), 'utf8').trim()}` : ''
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`
  return { title: `${name} ${version} (${license})`, text: text.replaceAll('\r\n', '\n') + notice }
}

/** Packages of one licence text stand above one copy of it. */
export function renderNotices(licences) {
  const titles = new Map()
  for (const { title, text } of licences) titles.set(text, [...(titles.get(text) ?? []), title])
  const parts = [...titles].map(([text, names]) => `${names.toSorted().join('\n')}\n\n${text}\n`)
  return `This software contains code of the packages below.\n\n${parts.toSorted().join(`\n${'-'.repeat(80)}\n\n`)}`
}

/**
 * Collects the folders of the packages of one more bundle: workers are bundled apart from the pages, and before them.
 *
 * @param {Set<string>} folders @returns {import('vite').Plugin}
 */
export function collectPackages(folders) {
  return {
    name: 'collect-packages',
    // Only modules that kept code count.
    generateBundle(_, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type !== 'chunk') continue
        for (const [id, module] of Object.entries(item.modules)) {
          const folder = module.renderedLength > 0 ? packageFolder(id) : undefined
          if (folder && existsSync(join(folder, 'package.json'))) folders.add(folder)
        }
      }
    },
  }
}

/** @param {Set<string>} folders of packages of other bundles that ship along @returns {import('vite').Plugin} */
export function thirdPartyNotices(folders = new Set()) {
  const { generateBundle } = collectPackages(folders)
  return {
    name: 'third-party-notices',
    // Collected over all outputs: content scripts are bundled apart from the pages.
    generateBundle(options, bundle) {
      generateBundle(options, bundle)
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES', source: renderNotices([...folders].map(licenceOf)) })
    },
  }
}
