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
    return tokens.flatMap((token) => this.#block(token, depth) ?? [])
  }

  #block(token: Token, depth: number): Block | undefined {
    this.#count()
    if (depth > MAX_DEPTH) return { type: 'plain', text: token.raw }
    // The lexer's own types leave room for tokens of extensions: none is in use.
    const known = token as Tokens.Generic & MarkedBlock
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
        return { type: 'plain', text: token.raw.replace(/\n+$/, '') }
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

  #inlines(tokens: readonly Token[] | undefined, depth: number): readonly Inline[] {
    return (tokens ?? []).flatMap((token) => this.#inline(token, depth + 1) ?? [])
  }

  #inline(token: Token, depth: number): Inline | undefined {
    this.#count()
    if (depth > MAX_DEPTH) return { type: 'text', text: token.raw }
    const known = token as Tokens.Generic & MarkedInline
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
        return { type: 'text', text: token.raw }
    }
  }

  #count(): void {
    if (++this.#nodes > MAX_NODES) throw new RangeError('too many pieces')
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
