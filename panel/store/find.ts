/** The find bar: what is looked for in all spans, what was found, and which of it is shown. */
import { batch, computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Host } from '../host.ts'
import { NONE } from '../trace/span-columns.ts'
import type { SpanIndex, Trace } from '../trace/model.ts'
import { spanKey, traceKey, type RowKey } from '../trace/span-key.ts'
import { findPattern } from './find-pattern.ts'
import { FindRun, type FindProgress } from './find-run.ts'
import type { Tab } from './store.ts'

/** A hit that is shown. Another object each time that it is asked for. */
export interface Shown {
  readonly key: RowKey
  readonly tab: Tab
}

export interface Find {
  readonly isOpen: ReadonlySignal<boolean>
  readonly text: Signal<string>
  readonly regex: Signal<boolean>
  readonly matchCase: Signal<boolean>
  /** What is wrong with what is looked for, or with a file that it was looked for in. */
  readonly problem: ReadonlySignal<string | undefined>
  /** What is marked in the details; undefined: nothing. */
  readonly pattern: ReadonlySignal<RegExp | undefined>
  readonly count: ReadonlySignal<number>
  /** Which of them is shown; -1: none. */
  readonly at: ReadonlySignal<number>
  readonly progress: ReadonlySignal<FindProgress | undefined>
  readonly shown: ReadonlySignal<Shown | undefined>
  open(text?: string): void
  close(): void
  /** 1: the next, -1: the one before. Round at the ends. */
  step(by: 1 | -1): void
  /** Stops looking; what was found stays. */
  cancel(): void
  dispose(): void
}

/** What the bar does with a hit. */
export interface FindContext {
  readonly trace: Trace
  readonly version: ReadonlySignal<number>
  /** What a file brings is looked through once all of it was read. */
  readonly reading: ReadonlySignal<object | undefined>
  readonly collapsed: ReadonlySignal<ReadonlySet<RowKey>>
  toggle(key: RowKey): void
  readonly selected: Signal<RowKey | undefined>
  readonly detailsOpen: Signal<boolean>
  readonly tab: Signal<Tab>
}

/** So often spans that ended are looked for, in milliseconds. */
const CATCH_UP_MS = 250

export function createFind(context: FindContext): Find {
  return new FindBar(context)
}

class FindBar implements Find {
  readonly isOpen = signal(false)
  readonly text = signal('')
  readonly regex = signal(false)
  readonly matchCase = signal(false)
  readonly count = signal(0)
  readonly at = signal(-1)
  readonly progress = signal<FindProgress | undefined>(undefined)
  readonly shown = signal<Shown | undefined>(undefined)
  readonly #failed = signal<string | undefined>(undefined)
  readonly #sought = computed(() => {
    const [text, regex, matchCase] = [this.text.value, this.regex.value, this.matchCase.value]
    return this.isOpen.value ? findPattern({ text, regex, matchCase }) : undefined
  })
  readonly pattern = computed(() =>
    this.#sought.value !== undefined && 'pattern' in this.#sought.value ? this.#sought.value.pattern : undefined,
  )
  readonly problem = computed(() =>
    this.#sought.value !== undefined && 'problem' in this.#sought.value ? this.#sought.value.problem : this.#failed.value,
  )
  readonly #context: FindContext
  readonly #undo: readonly (() => void)[]
  #run: FindRun | undefined
  #started: RegExp | undefined
  #goes = true
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(context: FindContext) {
    this.#context = context
    const isReading = computed(() => context.reading.value !== undefined)
    this.#undo = [
      effect(() => {
        const pattern = this.pattern.value
        void isReading.value
        untracked(() => this.#start(pattern))
      }),
      effect(() => {
        void context.version.value
        if (this.pattern.peek() !== undefined) this.#catchUpSoon()
      }),
      () => this.#stop(),
    ]
  }

  open(text?: string): void {
    batch(() => {
      this.isOpen.value = true
      if (text !== undefined) this.text.value = text
    })
  }

  close(): void {
    this.isOpen.value = false
  }

  cancel(): void {
    if (this.#run !== undefined) this.#run.isCancelled = true
  }

  dispose(): void {
    for (const undoOne of this.#undo) undoOne()
  }

  step(by: 1 | -1): void {
    const run = this.#run
    if (run === undefined) return
    let at = this.at.peek()
    while (run.hits.length > 0) {
      at = at < 0 ? (by > 0 ? 0 : run.hits.length - 1) : (at + by + run.hits.length) % run.hits.length
      const hit = run.hits.at(at)
      if (hit !== undefined && run.isThere(hit.row)) return this.#show(at, hit.row, hit.tab)
      // Its span has gone since.
      run.hits.delete(at)
      if (by > 0) at--
    }
    batch(() => ([this.at.value, this.count.value, this.shown.value] = [-1, 0, undefined]))
  }

  #show(at: number, row: SpanIndex, tab: Tab): void {
    const { trace, selected, detailsOpen, tab: tabShown } = this.#context
    const shown = { key: spanKey(trace.span(row)), tab }
    batch(() => {
      this.#unfold(row)
      selected.value = shown.key
      detailsOpen.value = true
      tabShown.value = tab
      this.at.value = at
      this.count.value = this.#run?.hits.length ?? 0
      this.shown.value = shown
    })
  }

  #unfold(row: SpanIndex): void {
    const { trace, collapsed, toggle } = this.#context
    const folded = collapsed.peek()
    if (folded.size === 0) return
    const span = trace.span(row)
    const above = [traceKey(span)]
    for (let each = span.parent ?? NONE; each !== NONE;) {
      const parent = trace.span(each)
      above.push(spanKey(parent))
      each = parent.parent ?? NONE
    }
    for (const key of above) if (folded.has(key)) toggle(key)
  }

  #start(pattern: RegExp | undefined): void {
    this.#stop()
    // Looked for again since more was read, it does not take the user elsewhere.
    this.#goes = pattern !== this.#started
    this.#started = pattern
    batch(() => ([this.count.value, this.at.value, this.#failed.value, this.shown.value] = [0, -1, undefined, undefined]))
    if (pattern === undefined) return
    const run = new FindRun(this.#context.trace, pattern, () => this.#tell(run))
    this.#run = run
    const fail = (error: unknown): void => {
      if (this.#run === run) this.#failed.value = error instanceof Error ? error.message : String(error)
    }
    void run
      .start()
      .catch(fail)
      .then(() => run.catchUp())
    this.#tell(run)
  }

  #tell(run: FindRun): void {
    if (run !== this.#run) return
    batch(() => {
      this.count.value = run.hits.length
      this.progress.value = run.progress
      if (this.#goes && this.at.value < 0 && run.hits.length > 0) this.step(1)
    })
  }

  #catchUpSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#run?.isCurrent === false) this.#start(this.pattern.peek())
      else void this.#run?.catchUp()
    }, CATCH_UP_MS)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.cancel()
    this.#run = undefined
    this.progress.value = undefined
  }
}

/** DevTools' own search leads to the same hits. It has the focus until it is closed, and leaves it nowhere. */
export function followHostSearch(host: Host, find: Find): () => void {
  return host.onSearch((search) => {
    switch (search.type) {
      case 'find':
        return find.open(search.text)
      case 'next':
        return find.step(1)
      case 'previous':
        return find.step(-1)
      case 'cancel':
        find.close()
        window.focus()
        document.querySelector<HTMLElement>('.grid')?.focus()
    }
  })
}
