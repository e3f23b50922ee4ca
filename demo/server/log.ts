/** The server's own account of what it served: what the panel is compared with. */
import type { Client, Job } from '../jobs.ts'
import type { Fault } from './directions.ts'

export interface SentChunk {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly bytes: number
}

/** One HTTP request to a model. */
export interface LogEntry {
  readonly id: number
  readonly client: Client
  readonly path: string
  /** The request's body as it came. */
  readonly body: string
  readonly model: string
  readonly job: Job
  readonly step: number
  readonly stream: boolean
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** What the official clients say: 0 on the first attempt; absent from the others. */
  readonly retry: number | undefined
  /** A trace header that came along; none must reach another origin. */
  readonly traceparent: string | undefined
  readonly fault: Fault | undefined
  status: number
  readonly chunks: SentChunk[]
  /** The answer went out whole. */
  finished: boolean
  /** The client went away before the end. */
  closedEarly: boolean
}
