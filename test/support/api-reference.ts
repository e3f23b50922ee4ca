/**
 * The package's public entries as a reference, from the declarations that are published: every export with its docstring, once, under the first entry that
 * has it. TypeScript 7 has no stable interface that the usual generators could read, and declarations as `tsc` writes them are regular enough to be cut.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Export {
  readonly name: string
  /** The file that declares it. */
  readonly file: string
  /** Empty where nobody wrote any. */
  readonly doc: string
  readonly code: string
}

export interface Entry {
  /** As an application imports it. */
  readonly specifier: string
  readonly doc: string
  readonly exports: readonly Export[]
}

const DOC = String.raw`(?:/\*\*((?:(?!\*/)[\s\S])*)\*/\n)?`
const RE_EXPORT = /^export (?:type )?\{([^}]+)\}(?: from '([^']+)')?;$/gm
const IMPORT = /^import (?:type )?\{([^}]+)\} from '([^']+)';$/gm
const HEADER = /^\/\*\*((?:(?!\*\/)[\s\S])*)\*\//

/** Names in braces: what they are called outside, by what they are called inside. */
const namesIn = (list: string): ReadonlyMap<string, string> =>
  new Map(
    list.split(',').map((item) => {
      const [inside = '', outside = inside] = item
        .trim()
        .replace(/^type /, '')
        .split(' as ')
      return [outside, inside]
    }),
  )

/** Every entry of the package's `exports`, in their order. */
export function readEntries(): readonly Entry[] {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'sdk/package.json'), 'utf8'))
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'))
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'sdk/tsconfig.build.json', '--outDir', folder], {
      cwd: root,
    })
    return Object.entries<{ readonly types: string }>(exports).map(([key, { types }]) => {
      const file = posix.basename(types)
      return {
        specifier: posix.join(name, key),
        doc: headerOf(file.replace('.d.ts', '.ts'), key),
        exports: exportsOf(folder, file),
      }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What stands at the top of an entry's file says what the entry is for. */
function headerOf(file: string, key: string): string {
  const header = plain(HEADER.exec(readFileSync(join(root, 'sdk', file), 'utf8'))?.[1] ?? '').replace(`Entry \`${key}\`: `, '')
  return `${header.charAt(0).toUpperCase()}${header.slice(1)}`
}

function exportsOf(folder: string, file: string): readonly Export[] {
  const text = readFileSync(join(folder, file), 'utf8')
  const found = [...text.matchAll(RE_EXPORT)].flatMap(([, list = '', from]) =>
    [...namesIn(list)].flatMap(([outside, inside]) => find(folder, from === undefined ? file : beside(file, from), inside, outside)),
  )
  const own = [...text.matchAll(/^export declare \w+ (\w+)|^export (?:type|interface) (\w+)/gm)]
  return [...found, ...own.flatMap(([, declared, type]) => find(folder, file, declared ?? type ?? ''))]
}

const beside = (file: string, from: string): string => posix.join(posix.dirname(file), from.replace(/\.ts$/, '.d.ts'))

/** The declaration of a name, wherever it is; none for one of another package. */
function find(folder: string, file: string, name: string, shown = name): readonly Export[] {
  const text = readFileSync(join(folder, file), 'utf8')
  const declared = new RegExp(String.raw`${DOC}^export (?:declare )?((?:function|const|class|interface|type) ${name}\b[\s\S]*)`, 'm').exec(
    text,
  )
  if (declared?.[2] !== undefined) return [{ name: shown, file, doc: plain(declared[1] ?? ''), code: statement(declared[2]) }]
  for (const [, list = '', from = ''] of [...text.matchAll(RE_EXPORT), ...text.matchAll(IMPORT)]) {
    const inside = namesIn(list).get(name)
    if (inside !== undefined && from.startsWith('.')) return find(folder, beside(file, from), inside, shown)
  }
  return []
}

/** From its beginning to the end of the line on which its brackets are closed. */
function statement(text: string): string {
  const lines = text.split('\n')
  let depth = 0
  const end = lines.findIndex((line) => {
    const code = line.replace(/^\s*(?:\/?\*).*/, '')
    depth += code.replaceAll(/[^{([]/g, '').length - code.replaceAll(/[^})\]]/g, '').length
    return depth === 0 && /[;}]$/.test(code)
  })
  const kept = lines.slice(0, end + 1).filter((line) => !/^\s+(?:#private|constructor\(\));$/.test(line))
  return kept.join('\n').replaceAll(/;$/gm, '').replaceAll('    ', '  ')
}

/** A comment without its stars; tags are a list, links are code. */
function plain(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const text = lines
    .join('\n')
    .trim()
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
  return text.replaceAll(/^@(\w+) /gm, '- *$1* ')
}

/** The whole reference, in Markdown. */
export function referenceOf(entries: readonly Entry[]): string {
  const seen = new Map<string, string>()
  const sections = entries.map(({ specifier, doc, exports }) => {
    const known = exports.filter(({ file, name }) => seen.has(`${file} ${name}`))
    const fresh = exports.filter(({ file, name }) => !seen.has(`${file} ${name}`))
    for (const { file, name } of fresh) seen.set(`${file} ${name}`, specifier)
    const again = known.map(({ name }) => `\`${name}\``).join(', ')
    return [
      `## \`${specifier}\``,
      doc,
      ...fresh.map((item) => `### \`${item.name}\`\n\n${item.doc}\n\n\`\`\`ts\n${item.code}\n\`\`\``),
      ...(again === '' ? [] : [`Also here: ${again}.`]),
    ].join('\n\n')
  })
  return `# API\n\nEvery export of the package, from its published declarations: \`test/house/api.test.ts\` writes this file. [What the options do](options.md), in short.\n\n${sections.join('\n\n')}\n`
}
