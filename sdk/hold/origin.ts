/** Where a call comes from: known only while the page's call is on the stack. */
import type { Span } from '@opentelemetry/api'
import { findParent, findParentLater, type Parent } from '../context/parent.ts'
import { explicitParent } from '../context/explicit.ts'
import { LateMoment, thisMoment, type Moment } from '../moment.ts'

export interface Origin {
  readonly began: Moment
  readonly parent: Parent | undefined
  /** The client's own span that the call belongs to; `null`: to none. Absent: that is still to be found. */
  readonly claimed?: Span | null
}

export const originNow = (): Origin => ({ began: thisMoment(), parent: findParent(explicitParent()) })

/** Most answers turn out to be nobody's: the parent is looked for when it is asked for, as of this moment. */
export class LateOrigin implements Origin {
  readonly began: Moment = new LateMoment()
  readonly #parent = findParentLater(explicitParent())

  get parent(): Parent | undefined {
    return this.#parent()
  }
}
