/** Every way to use a response that we know of, by name: the table that `guest.test.ts` runs twice. */
import type { Behaviour } from './behaviour.ts'
import { company } from './rows/company.ts'
import { asOneText, consuming } from './rows/consuming.ts'
import { listening } from './rows/events.ts'
import { leaving } from './rows/leaving.ts'
import { looking } from './rows/looking.ts'
import { piping } from './rows/piping.ts'
import { reading } from './rows/reading.ts'
import { requests } from './rows/requests.ts'
import { transferring } from './rows/transferring.ts'
import { requesting } from './rows/xhr.ts'

export const behaviours: readonly Behaviour[] = [
  ...reading,
  ...consuming,
  ...asOneText,
  ...piping,
  ...transferring,
  ...leaving,
  ...looking,
  ...company,
  ...requesting,
  ...requests,
  ...listening,
]
