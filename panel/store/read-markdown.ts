/** A text → its tree. Runs in a worker: of some texts the lexer takes minutes, and of deep ones the whole stack. */
import { Lexer, type Token, type Tokens } from 'marked'
import type { Block, Cell, Inline, ListItem, Row } from './markdown-tree.ts'

/** What lies deeper is shown as it stands. */
const MAX_DEPTH = 24
/** A tree of more takes the document too long. */
const MAX_NODES = 20_000

/** `undefined` where the text is none that can be drawn as a tree: too deep for the lexer, or of too many pieces. */
export function readMarkdown(text: string): readonly Block[] | undefined {
  try {
    return new MarkdownReader().blocks(new Lexer({ gfm: true }).lex(text), 0)
  } catch {
    return undefined
  }
}

class MarkdownReader {
  #nodes = 0

  blocks(tokens: readonly Token[], depth: number): readonly Block[] {
    return this.#walk(tokens, depth, 'plain', (known: MarkedBlock) => this.#block(known, depth))
  }

  #inlines(tokens: readonly Token[] | undefined, above: number): readonly Inline[] {
    const depth = above + 1
    return this.#walk(tokens ?? [], depth, 'text', (known: MarkedInline) => this.#inline(known, depth))
  }

  /** `raw`: as what a token that lies too deep is shown. */
  #walk<T extends string, K, R>(tokens: readonly Token[], depth: number, raw: T, read: (known: K) => R | undefined) {
    return tokens.flatMap((token): R | { readonly type: T; readonly text: string } | readonly [] => {
      if (++this.#nodes > MAX_NODES) throw new RangeError('too many pieces')
      if (depth > MAX_DEPTH) return { type: raw, text: token.raw }
      // The lexer's own types leave room for tokens of extensions: none is in use.
      return read(token as K) ?? []
    })
  }

  #block(known: MarkedBlock, depth: number): Block | undefined {
    switch (known.type) {
      case 'space':
      case 'def':
      case 'checkbox':
        return undefined
      case 'paragraph':
        return { type: 'paragraph', inside: this.#inlines(known.tokens, depth) }
      case 'text':
        return { type: 'words', inside: this.#inlines(known.tokens ?? [known], depth) }
      case 'heading':
        return { type: 'heading', level: known.depth, inside: this.#inlines(known.tokens, depth) }
      case 'code':
        return { type: 'code', language: known.lang ?? '', text: known.text }
      case 'list':
        return this.#list(known, depth)
      case 'blockquote':
        return { type: 'quote', blocks: this.blocks(known.tokens, depth + 1) }
      case 'table':
        return { type: 'table', head: this.#row(known.header, depth), rows: known.rows.map((row) => this.#row(row, depth)) }
      case 'hr':
        return { type: 'rule' }
      default:
        return { type: 'plain', text: known.raw.replace(/\n+$/, '') }
    }
  }

  #list({ ordered, start, items }: Tokens.List, depth: number): Block {
    const read = (item: Tokens.ListItem): ListItem => ({
      checked: item.task ? item.checked === true : undefined,
      blocks: this.blocks(item.tokens, depth + 1),
    })
    return { type: 'list', first: ordered ? Number(start) || 0 : undefined, items: items.map(read) }
  }

  #row(cells: readonly Tokens.TableCell[], depth: number): Row {
    return cells.map((cell): Cell => ({ align: cell.align ?? undefined, inside: this.#inlines(cell.tokens, depth) }))
  }

  #inline(known: MarkedInline, depth: number): Inline | undefined {
    switch (known.type) {
      case 'strong':
      case 'em':
      case 'del':
        return { type: known.type, inside: this.#inlines(known.tokens, depth) }
      case 'codespan':
        return { type: 'code', text: known.text }
      case 'link':
        return { type: 'link', address: known.href, inside: this.#inlines(known.tokens, depth) }
      case 'image':
        return { type: 'image', address: known.href, alt: known.text }
      case 'br':
        return { type: 'break' }
      case 'checkbox':
        return undefined
      case 'escape':
        return { type: 'text', text: known.text }
      case 'text':
        return { type: 'text', text: known.text }
      default:
        return { type: 'text', text: known.raw }
    }
  }
}

type MarkedBlock =
  | Tokens.Space
  | Tokens.Def
  | Tokens.Checkbox
  | Tokens.Paragraph
  | Tokens.Text
  | Tokens.Heading
  | Tokens.Code
  | Tokens.List
  | Tokens.Blockquote
  | Tokens.Table
  | Tokens.Hr
  | Tokens.HTML

type MarkedInline =
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Del
  | Tokens.Codespan
  | Tokens.Link
  | Tokens.Image
  | Tokens.Br
  | Tokens.Checkbox
  | Tokens.Escape
  | Tokens.Text
  | Tokens.Tag
