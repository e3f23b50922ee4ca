import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { Block, Inline, ListItem, Row } from '../store/markdown-tree.ts'
import { isolated } from '../trace/isolate.ts'
import { CopyButton } from './copy-button.tsx'
import { Foreign } from './foreign.tsx'
import { LongText } from './long-text.tsx'
import { offerValue } from './offer.ts'

/** Blocks shown at first, and with each "more". */
const PAGE = 200

/** Elements made one by one of a tree: no HTML of a page is ever parsed, and nothing that it names is fetched. */
export function MarkdownTree({ blocks }: { readonly blocks: readonly Block[] }): JSX.Element {
  const shown = useSignal(PAGE)
  const left = blocks.length - shown.value
  return (
    <>
      <Blocks blocks={blocks.slice(0, shown.value)} />
      {left > 0 && (
        <button class="more" onClick={() => (shown.value += PAGE)}>
          {Math.min(PAGE, left)} more of {left.toLocaleString('en')} paragraphs
        </button>
      )}
    </>
  )
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }): JSX.Element {
  return (
    <>
      {blocks.map((block, at) => (
        <BlockElement key={at} block={block} />
      ))}
    </>
  )
}

/** Under the titles of the messages, which are of level 3. */
const headingLevel = (level: number): number => Math.min(6, level + 3)

function BlockElement({ block }: { readonly block: Block }): JSX.Element {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines inside={block.inside} />
        </p>
      )
    case 'words':
      return <Inlines inside={block.inside} />
    case 'heading':
      return (
        <div class="heading" role="heading" aria-level={headingLevel(block.level)} data-level={block.level}>
          <Inlines inside={block.inside} />
        </div>
      )
    case 'code':
      return <Code language={block.language} text={block.text} />
    case 'list':
      return <List first={block.first} items={block.items} />
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      )
    case 'table':
      return <Table head={block.head} rows={block.rows} />
    case 'rule':
      return <hr />
    case 'plain':
      return (
        <p>
          <LongText text={block.text} />
        </p>
      )
  }
}

function Code({ language, text }: { readonly language: string; readonly text: string }): JSX.Element {
  return (
    <div class="code" onContextMenu={(event) => offerValue(event, { what: 'code', text: () => text })}>
      <div class="code-title">
        <Foreign class="faint" text={headOf(language, 40)} />
        <span class="push" />
        <CopyButton what="code" text={() => text} />
      </div>
      <pre tabIndex={0}>
        <LongText text={text} />
      </pre>
    </div>
  )
}

function List({ first, items }: { readonly first: number | undefined; readonly items: readonly ListItem[] }): JSX.Element {
  const entries = items.map(({ checked, blocks }, at) => (
    <li key={at} class={checked === undefined ? undefined : 'task'}>
      {checked !== undefined && <span aria-label={checked ? 'done' : 'to do'}>{checked ? '☑ ' : '☐ '}</span>}
      <Blocks blocks={blocks} />
    </li>
  ))
  return first === undefined ? <ul>{entries}</ul> : <ol start={first}>{entries}</ol>
}

/** Rows of a table shown at first, and with each "more". */
const TABLE_PAGE = 100

function Table({ head, rows }: { readonly head: Row; readonly rows: readonly Row[] }): JSX.Element {
  const shown = useSignal(TABLE_PAGE)
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            {head.map(({ align, inside }, at) => (
              <th key={at} scope="col" data-align={align}>
                <Inlines inside={inside} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown.value).map((row, at) => (
            <tr key={at}>
              {row.map(({ align, inside }, column) => (
                <td key={column} data-align={align}>
                  <Inlines inside={inside} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <button class="more" onClick={() => (shown.value += TABLE_PAGE)}>
          {(rows.length - shown.value).toLocaleString('en')} more rows
        </button>
      )}
    </div>
  )
}

function Inlines({ inside }: { readonly inside: readonly Inline[] }): JSX.Element {
  return (
    <>
      {inside.map((inline, at) => (
        <InlineElement key={at} inline={inline} />
      ))}
    </>
  )
}

function InlineElement({ inline }: { readonly inline: Inline }): JSX.Element {
  switch (inline.type) {
    case 'text':
      return <>{inline.text}</>
    case 'code':
      return <code>{inline.text}</code>
    case 'strong':
      return (
        <strong>
          <Inlines inside={inline.inside} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inlines inside={inline.inside} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Inlines inside={inline.inside} />
        </del>
      )
    case 'link':
      return <Link address={inline.address} inside={inline.inside} />
    case 'image':
      return <Picture address={inline.address} alt={inline.alt} />
    case 'break':
      return <br />
  }
}

const ADDRESS_CHARACTERS = 500

/** Only https leads anywhere, and only by a click; of any other link the words and the address are shown. */
function Link({ address, inside }: { readonly address: string; readonly inside: readonly Inline[] }): JSX.Element {
  const href = httpsAddress(address)
  const title = isolated(headOf(href ?? address, ADDRESS_CHARACTERS))
  return href === undefined ? (
    <span class="no-link" title={title}>
      <Inlines inside={inside} />
    </span>
  ) : (
    <a href={href} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer" title={title}>
      <Inlines inside={inside} />
    </a>
  )
}

/** As the browser reads it: a host that only looks like another one is told by its own letters. */
function httpsAddress(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address)
    return protocol === 'https:' ? href : undefined
  } catch {
    return undefined
  }
}

/** Never fetched: its address may tell somebody who reads this. */
function Picture({ address, alt }: { readonly address: string; readonly alt: string }): JSX.Element {
  const where = headOf(address, ADDRESS_CHARACTERS)
  return (
    <span class="chip picture" title={`Not loaded: ${isolated(where)}`}>
      image <Foreign text={headOf(alt, ADDRESS_CHARACTERS)} /> <Foreign class="faint" text={headOf(where, 80)} />
    </span>
  )
}
