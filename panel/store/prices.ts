/** The price list, which comes late, and what the user set before it. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { ownPriceKey, readOwnPrices, withOwnPrices, writeOwnPrices, type OwnPrice, type OwnPrices } from '../cost/overrides.ts'
import type { Pricing } from '../cost/tariff.ts'
import type { Trace } from '../trace/model.ts'
import { readText, writeText } from './local-settings.ts'
import { runInTurns } from './turns.ts'

export interface PriceList {
  readonly name: string
  /** Day it was published. */
  readonly date: string
}

export interface Prices {
  /** Absent until it is there, and where it could not be loaded. */
  readonly list: ReadonlySignal<PriceList | undefined>
  ownPrice(provider: string | undefined, model: string): OwnPrice | undefined
  /** `undefined`: the list's again. */
  setOwnPrice(provider: string | undefined, model: string, price: OwnPrice | undefined): void
  /** Loads the list; calls have no price before. */
  load(): Promise<void>
}

const SETTING = 'own-prices'
const NO_LIST: Pricing = { find: () => undefined }

export function createPrices(trace: Trace): Prices {
  const own = signal<OwnPrices>(readOwnPrices(readText(SETTING) ?? '[]'))
  const list = signal<PriceList | undefined>(undefined)
  let pricing = NO_LIST
  const apply = (): Promise<void> => runInTurns(trace.costs.price(withOwnPrices(pricing, own.peek())))
  return {
    list,
    ownPrice: (provider, model) => own.value.get(ownPriceKey(provider, model)),
    setOwnPrice(provider, model, price) {
      const next = new Map(own.peek())
      if (price === undefined) next.delete(ownPriceKey(provider, model))
      else next.set(ownPriceKey(provider, model), price)
      own.value = next
      writeText(SETTING, writeOwnPrices(next))
      void apply()
    },
    async load() {
      const { createCatalogue, LIST_DATE, LIST_NAME } = await import('../cost/catalogue.ts')
      pricing = createCatalogue()
      list.value = { name: LIST_NAME, date: LIST_DATE }
      await apply()
    },
  }
}

/** After the first picture, when nothing else is to be done: the list is larger than all the rest of the panel. */
export function loadWhenIdle({ load }: Prices): void {
  requestAnimationFrame(() => requestIdleCallback(() => void load(), { timeout: 5_000 }))
}
