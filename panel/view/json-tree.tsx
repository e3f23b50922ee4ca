import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { exactNumber, parseForEye, writeForEye } from '../trace/exact-json.ts'
import { isolated } from '../trace/isolate.ts'
import { Foreign } from './foreign.tsx'
import { levelsThatFit } from '../store/json-levels.ts'
import { valueText } from '../store/plain-text.ts'
import { LongText } from './long-text.tsx'
import { offerValue } from './offer.ts'

/** Containers that are opened at once at most. */
const MAX_SPREAD = 1_000
/** Entries of one object or array shown at first, and with each "more". */
const PAGE = 100
/** Containers up to this depth start open when they are small. */
const OPEN_DEPTH = 2
const SMALL = 12
const PREVIEW_CHARACTERS = 80

interface NodeProps {
  readonly name?: string
  readonly value: JsonValue
  readonly depth: number
  readonly spread?: Spread | undefined
}

/** All below was opened or folded at once: containers that are made after it begin so, down to `levels` more. */
interface Spread {
  readonly open: boolean
  readonly levels: number
  readonly nth: number
}

/** A value that folds. Children exist only while they are open: a tool result may be megabytes. */
export function JsonTree({ value }: { readonly value: JsonValue }): JSX.Element {
  return (
    <div class="json">
      <JsonNode value={value} depth={0} />
    </div>
  )
}

function JsonNode({ name, value, depth, spread }: NodeProps): JSX.Element {
  return typeof value === 'object' && value !== null ? (
    <Container {...(name === undefined ? {} : { name })} value={value} depth={depth} spread={spread} />
  ) : (
    <span onContextMenu={(event) => offerValue(event, { name, what: 'value', text: () => leafText(value) })}>
      <Key name={name} />
      <Leaf value={value} />
      {typeof value === 'string' && looksLikeJson(value) && <Within text={value} depth={depth} />}
    </span>
  )
}

/** Parsing more while a frame waits would be felt. */
const MAX_PARSED = 1_000_000

const looksLikeJson = (text: string): boolean => text.length <= MAX_PARSED && /^\s*(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(text)

/** JSON that a string holds, unfolded by a click. */
function Within({ text, depth }: { readonly text: string; readonly depth: number }): JSX.Element {
  const value = useSignal<JsonValue | 'none' | undefined>(undefined)
  useEffect(() => void (value.value = undefined), [text])
  const open = () => {
    try {
      value.value = parseForEye(text)
    } catch {
      value.value = 'none'
    }
  }
  if (value.value === 'none') return <span class="faint"> no JSON</span>
  if (value.value === undefined || typeof value.value !== 'object')
    return (
      <>
        {' '}
        <button class="more" data-action="unfold-string" title="Show the JSON that this text holds" onClick={open}>
          as JSON
        </button>
      </>
    )
  return (
    <div class="json-within">
      <JsonNode value={value.value} depth={depth} />
    </div>
  )
}

type ContainerValue = readonly JsonValue[] | { readonly [key: string]: JsonValue }

function Container({ name, value, depth, spread }: NodeProps & { readonly value: ContainerValue }): JSX.Element {
  const entries = Object.entries(value)
  const opens = depth === 0 || (depth < OPEN_DEPTH && entries.length <= SMALL && !Array.isArray(value))
  const open = useSignal(spread === undefined ? opens : spread.open && spread.levels > 0)
  const below = useSignal<Spread | undefined>(undefined)
  const spreadAll = (isOpen: boolean) => {
    open.value = isOpen || depth === 0
    below.value = { open: isOpen, levels: levelsThatFit(value, MAX_SPREAD), nth: (below.peek()?.nth ?? 0) + 1 }
  }
  const more = [
    { id: 'expand-all', label: 'Expand all below', run: () => spreadAll(true) },
    { id: 'collapse-all', label: 'Collapse all below', run: () => spreadAll(false) },
  ]
  const [head, tail] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0)
    return (
      <>
        <Key name={name} />
        {head + tail}
      </>
    )
  const spreads = below.value ?? (spread && { ...spread, levels: spread.levels - 1 })
  return (
    <span onContextMenu={(event) => offerValue(event, { name, what: 'value', text: () => writeForEye(value), more })}>
      <button aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {depth > 0 && <span class="turn">{open.value ? '▾' : '▸'}</span>}
        <Key name={name} />
        {open.value ? head : <Foreign class="faint" text={preview(value)} />}
      </button>
      {open.value && <Entries key={spreads?.nth} value={value} entries={entries} depth={depth} spread={spreads} />}
      {open.value && tail}
    </span>
  )
}

interface EntriesProps {
  readonly value: ContainerValue
  readonly entries: readonly (readonly [string, JsonValue])[]
  readonly depth: number
  readonly spread: Spread | undefined
}

function Entries({ value, entries, depth, spread }: EntriesProps): JSX.Element {
  const shown = useSignal(PAGE)
  const left = entries.length - shown.value
  return (
    <ul>
      {entries.slice(0, shown.value).map(([key, child]) => (
        <li key={key}>
          <JsonNode {...(Array.isArray(value) ? {} : { name: key })} value={child} depth={depth + 1} spread={spread} />
        </li>
      ))}
      {left > 0 && (
        <li>
          <button class="more" onClick={() => (shown.value += PAGE)}>
            {Math.min(PAGE, left)} more of {left}
          </button>
        </li>
      )}
    </ul>
  )
}

function Key({ name }: { readonly name: string | undefined }): JSX.Element | null {
  return name === undefined ? null : (
    <>
      <Foreign class="key" text={name} />
      {': '}
    </>
  )
}

function Leaf({ value }: { readonly value: string | number | boolean | null }): JSX.Element {
  const number = typeof value === 'string' ? exactNumber(value) : undefined
  if (number !== undefined) return <span class="number">{number}</span>
  if (typeof value === 'string')
    return (
      <span class="string">
        "<LongText text={value} inline />"
      </span>
    )
  return <span class={typeof value === 'number' ? 'number' : 'keyword'}>{String(value)}</span>
}

/** As it is shown, without quotes around a text. */
function leafText(value: string | number | boolean | null): string {
  return (typeof value === 'string' ? exactNumber(value) : undefined) ?? valueText(value)
}

/** `{query: "browser…", hits: Array(5)}`, cut to one line. */
export function preview(value: JsonValue): string {
  const text = Array.isArray(value) ? `Array(${value.length}) ${brief(value, 2)}` : brief(value, 2)
  return beginning(text, PREVIEW_CHARACTERS)
}

const beginning = (text: string, limit: number): string => (text.length > limit ? `${headOf(text, limit)}…` : text)

const PREVIEW_ENTRIES = 4
const PREVIEW_STRING = 24

function brief(value: JsonValue, depth: number): string {
  const number = typeof value === 'string' ? exactNumber(value) : undefined
  if (number !== undefined) return number
  if (typeof value === 'string') return `"${isolated(JSON.stringify(beginning(value, PREVIEW_STRING)).slice(1, -1))}"`
  if (typeof value !== 'object' || value === null) return String(value)
  const array = Array.isArray(value)
  const entries = Object.entries(value)
  if (depth === 0) return array ? `Array(${entries.length})` : '{…}'
  const parts = entries.slice(0, PREVIEW_ENTRIES).map(([key, child]) => (array ? '' : `${isolated(key)}: `) + brief(child, depth - 1))
  const text = [...parts, ...(entries.length > PREVIEW_ENTRIES ? ['…'] : [])].join(', ')
  return array ? `[${text}]` : `{${text}}`
}
