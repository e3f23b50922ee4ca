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
  /** Of the selected row, where the user's own colours have none for its ground but the text's. */
  readonly onSelection?: Palette
}

export function readPalette(element: Element): Palette {
  const probe = document.createElement('span')
  probe.style.cssText = 'display: none; forced-color-adjust: none'
  element.append(probe)
  // As the browser means it here: a canvas that is in no document takes the system's colours for those of a light theme.
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const palette = paletteOf(color, `11px ${getComputedStyle(element).fontFamily}`)
  const isForced = matchMedia('(forced-colors: active)').matches
  const onSelection = isForced && { onSelection: { ...paletteOf(() => color('selected-text'), palette.font), base: color('selected') } }
  probe.remove()
  return { ...palette, ...onSelection }
}

function paletteOf(color: (name: string) => string, font: string): Palette {
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
    font,
  }
}
