/** Markdown as a tree of plain data: what a worker reads of a text, and what the view draws. No HTML anywhere. */

export type Inline =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'strong' | 'em' | 'del'; readonly inside: readonly Inline[] }
  | { readonly type: 'link'; readonly address: string; readonly inside: readonly Inline[] }
  | { readonly type: 'image'; readonly address: string; readonly alt: string }
  | { readonly type: 'break' }

export type Block =
  | { readonly type: 'paragraph' | 'words'; readonly inside: readonly Inline[] }
  | { readonly type: 'heading'; readonly level: number; readonly inside: readonly Inline[] }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'list'; readonly first: number | undefined; readonly items: readonly ListItem[] }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | { readonly type: 'table'; readonly head: Row; readonly rows: readonly Row[] }
  | { readonly type: 'rule' }
  /** As it stands in the source: HTML, and what lies too deep. */
  | { readonly type: 'plain'; readonly text: string }

export interface ListItem {
  /** Of a task. */
  readonly checked: boolean | undefined
  readonly blocks: readonly Block[]
}

export interface Cell {
  readonly align: 'left' | 'center' | 'right' | undefined
  readonly inside: readonly Inline[]
}
export type Row = readonly Cell[]
