import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Shown } from '../store/find.ts'
import type { Store, Tab } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'

/** Marks in one box: more say nothing. */
const MOST = 1_000
/** Folded values that are opened to find a hit that nothing else shows. */
const MOST_OPENED = 40

/** Of which it was already scrolled to. */
let revealed: Shown | undefined

/** Marks what is found in a tab of the details, and scrolls to the first of it: by the browser's highlights, which change nothing in the document. */
export function useMarks({ find }: Store, span: SpanView, tab: Tab, box: RefObject<HTMLElement>): void {
  const { value: pattern } = find.pattern
  const { value: shown } = find.shown
  const isHere = shown !== undefined && shown.tab === tab && shown.key === spanKey(span)
  useEffect(() => {
    const root = box.current
    if (root === null || pattern === undefined || !('highlights' in CSS)) return undefined
    let frame = 0
    let opened = 0
    const mark = (): void => {
      frame = 0
      const ranges = rangesOf(root, pattern)
      const [first] = ranges
      CSS.highlights.set('found', new Highlight(...ranges))
      if (!isHere || revealed === shown) return
      if (first === undefined) {
        if (opened < MOST_OPENED && openOne(root)) opened++
        return
      }
      revealed = shown
      CSS.highlights.set('found-now', new Highlight(first))
      reveal(root, first)
    }
    const observer = new MutationObserver(() => (frame ||= requestAnimationFrame(mark)))
    mark()
    observer.observe(root, { childList: true, characterData: true, subtree: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      CSS.highlights.delete('found')
      CSS.highlights.delete('found-now')
    }
  }, [pattern, shown, isHere])
}

function rangesOf(root: HTMLElement, pattern: RegExp): readonly Range[] {
  const all = new RegExp(pattern.source, `${pattern.flags}g`)
  const ranges: Range[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && ranges.length < MOST; node = walker.nextNode()) {
    for (const { 0: found, index } of (node.nodeValue ?? '').matchAll(all)) {
      if (found === '') continue
      const range = new Range()
      range.setStart(node, index)
      range.setEnd(node, index + found.length)
      ranges.push(range)
      if (ranges.length >= MOST) break
    }
  }
  return ranges
}

/** A value that is folded, or the rest of a long text, may have it. */
function openOne(root: HTMLElement): boolean {
  const button = root.querySelector<HTMLElement>('.json [aria-expanded=false], button.more:not([data-action])')
  button?.click()
  return button !== null
}

function reveal(root: HTMLElement, range: Range): void {
  const element = range.startContainer.parentElement
  for (
    let folded = element?.closest('details:not([open])');
    folded instanceof HTMLDetailsElement;
    folded = element?.closest('details:not([open])')
  ) {
    folded.open = true
  }
  const [found, view] = [range.getBoundingClientRect(), root.getBoundingClientRect()]
  if (found.top < view.top || found.bottom > view.bottom) root.scrollTop += found.top - view.top - view.height / 2
}
