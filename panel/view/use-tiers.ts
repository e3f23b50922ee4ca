import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Attributes } from '../../sdk/protocol/records.ts'
import type { Tier } from '../trace/attribute-tier.ts'

interface Tiers {
  readonly tierOf: (name: string) => Tier | undefined
  readonly conventionsOf: (attributes: Attributes, scope: string | undefined) => readonly string[]
}

/** Once it is there. */
let loaded: Tiers | undefined

/** What tells how settled names are; it comes with the first look at attributes. */
export function useTiers(): Tiers | undefined {
  const turn = useSignal(0)
  void turn.value
  useEffect(() => {
    if (loaded !== undefined) return
    void import('../trace/attribute-tier.ts').then((tiers) => {
      loaded = tiers
      turn.value++
    })
  }, [])
  return loaded
}
