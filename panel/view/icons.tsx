import type { JSX } from 'preact'
import type { SpanClass } from '../trace/model.ts'

/** Strokes on a grid of 16. */
const KIND_PATHS: { readonly [kind in SpanClass]: string } = {
  inference: 'M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z',
  agent: 'M3 5.5h10v7.5h-10zM8 5.5v-2.5M6 8.5v1.5M10 8.5v1.5M1.5 8v2.5M14.5 8v2.5',
  workflow: 'M2 3h5v4h-5zM9 9h5v4h-5zM4.5 7v4h4.5',
  tool: 'M13.5 4.5a3.3 3.3 0 0 1-4.4 4.2l-4.4 4.6-2-2 4.6-4.4a3.3 3.3 0 0 1 4.2-4.4l-2 2 .4 1.6 1.6.4z',
  mcp: 'M5.5 2.5v3M10.5 2.5v3M4 5.5h8v2.5a4 4 0 0 1-8 0zM8 12v2.5',
  embeddings:
    'M8 5.4v2.6M8 8l-3.2 2.7M8 8l3.2 2.7M8 2.2a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 1 1 0-3.2M3.6 10.2a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 1 1 0-3.2M12.4 10.2a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 1 1 0-3.2',
  retrieval: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M10.3 10.3l3.4 3.4',
  other: 'M3 4.5h10M3 8h10M3 11.5h6',
}

const TOOLBAR_PATHS = {
  time: 'M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6M8 4.8v3.4l2.4 1.4',
  clear: 'M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6M3.9 3.9l8.2 8.2',
  open: 'M8 10.5v-8M4.8 5.6l3.2-3.2 3.2 3.2M2.5 10.5v3h11v-3',
  save: 'M8 2.3v8M4.8 7.2l3.2 3.2 3.2-3.2M2.5 10.5v3h11v-3',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M4 6l4 4 4-4',
  warning: 'M8 2.5l6 10.8h-12zM8 6.5v3.2M8 11.4v.2',
  error: 'M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6M8 5v3.6M8 10.8v.2',
  record: 'M8 2.8a5.2 5.2 0 1 1 0 10.4a5.2 5.2 0 1 1 0-10.4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  settings:
    'M8 5.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4M6.9 1.8h2.2l.4 1.8 1.2.7 1.8-.6 1.1 1.9-1.4 1.2v1.4l1.4 1.2-1.1 1.9-1.8-.6-1.2.7-.4 1.8h-2.2l-.4-1.8-1.2-.7-1.8.6-1.1-1.9 1.4-1.2v-1.4l-1.4-1.2 1.1-1.9 1.8.6 1.2-.7z',
  previous: 'M10 4l-4 4 4 4',
  next: 'M6 4l4 4-4 4',
} as const

/** Decoration: the word beside it says the same. */
export function KindIcon({ kind }: { readonly kind: SpanClass }): JSX.Element {
  return glyph(KIND_PATHS[kind], 15, `icon kind-${kind}`)
}

export function Icon({ name, size = 16 }: { readonly name: keyof typeof TOOLBAR_PATHS; readonly size?: number }): JSX.Element {
  return glyph(TOOLBAR_PATHS[name], size, 'icon')
}

function glyph(path: string, size: number, className: string): JSX.Element {
  return (
    <svg class={className} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
