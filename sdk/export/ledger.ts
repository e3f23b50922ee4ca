/** What became of the spans that an exporter was given, and why some were lost: `status()` reads it. */
import { diag } from '@opentelemetry/api'
import { SDK_NAME } from '../version.ts'

/** What became of the ended spans that OTLP exporters of the SDK were given, in spans. */
export interface ExportStatus {
  /** Spans that the collector took. */
  readonly sent: number
  /** Spans that wait for the next batch, or are on their way. */
  readonly waiting: number
  /** Spans that no collector took and that are not sent again. */
  readonly lost: number
  /** What went wrong, each kind once, with the collector's own words. */
  readonly problems: readonly string[]
}

/** Kinds of problems that are kept; an exporter has few ways to fail. */
export const MAX_PROBLEMS = 10

export class ExportLedger {
  #sent = 0
  #waiting = 0
  #lost = 0
  readonly #problems = new Map<string, string>()

  /** They are to be sent. */
  enter(spans: number): void {
    this.#waiting += spans
  }

  /** They are another's to count, in the same ledger. */
  handOn(spans: number): void {
    this.#waiting -= spans
  }

  /** They waited, and the collector has them. */
  sent(spans: number): void {
    this.#waiting -= spans
    this.#sent += spans
  }

  /** They waited, and nobody will have them. */
  lost(spans: number): void {
    this.#waiting -= spans
    this.#lost += spans
  }

  /** Says what went wrong: the first time that something of its kind does. */
  problem(kind: string, words: string): void {
    if (this.#problems.has(kind) || this.#problems.size >= MAX_PROBLEMS) return
    this.#problems.set(kind, words)
    diag.warn(`${SDK_NAME}: ${words}`)
  }

  status(): ExportStatus {
    return { sent: this.#sent, waiting: this.#waiting, lost: this.#lost, problems: [...this.#problems.values()] }
  }
}

/** Of exporters that the application has made itself, with `otlpProcessor`. */
const ledgers = new Set<ExportLedger>()

export function openLedger(): ExportLedger {
  const ledger = new ExportLedger()
  ledgers.add(ledger)
  return ledger
}

export function closeLedger(ledger: ExportLedger): void {
  ledgers.delete(ledger)
}

/** What `own` says together with what the application's own exporters do. */
export function exportStatus(own: ExportLedger | undefined): ExportStatus {
  const all = [...(own === undefined ? [] : [own]), ...ledgers].map((ledger) => ledger.status())
  const sum = (key: 'sent' | 'waiting' | 'lost'): number => all.reduce((total, status) => total + status[key], 0)
  return { sent: sum('sent'), waiting: sum('waiting'), lost: sum('lost'), problems: all.flatMap(({ problems }) => problems) }
}
