import type { SpanClass } from '../trace/model.ts'

/** The colours that a canvas needs, read from the style sheet so that there is one list of them. */
export interface Palette {
  readonly kinds: { readonly [kind in SpanClass]: string }
  readonly base: string
  readonly text: string
  readonly label: string
  readonly faint: string
  readonly accent: string
  readonly selectedText: string
  readonly gridLine: string
  readonly hatch: string
  readonly error: string
  readonly cutOff: string
  readonly font: string
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    kinds: {
      inference: color('kind-inference'),
      agent: color('kind-agent'),
      workflow: color('kind-other'),
      tool: color('kind-tool'),
      mcp: color('kind-mcp'),
      embeddings: color('kind-embeddings'),
      retrieval: color('kind-embeddings'),
      other: color('kind-other'),
    },
    base: color('base'),
    text: color('text'),
    label: color('text-subtle'),
    faint: color('text-faint'),
    accent: color('focus-ring'),
    selectedText: color('selected-text'),
    gridLine: color('grid-line'),
    hatch: color('hatch'),
    error: color('error-bright'),
    cutOff: color('cut-off'),
    font: `11px ${style.fontFamily}`,
  }
}
