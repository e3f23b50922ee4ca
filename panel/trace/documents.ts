/** The documents that entries come from: their sources, the numbers seen of each epoch and the resources they named. */
import { scrubUrl } from '../../sdk/content/credentials.ts'
import type { ResourceEntry } from '../../sdk/protocol/records.ts'
import { weigh } from './measure.ts'
import type { Source } from './model.ts'
import { createSeen } from './seen-numbers.ts'
import type { Seen } from './seen-numbers.ts'

/** Resources kept of one document's epoch: a page has one per instrumentation scope. */
const MAX_RESOURCES = 1_000
/** And about the bytes of all of them. */
const MAX_RESOURCE_BYTES = 2 * 1024 * 1024
/** Epochs kept of one document: a page has one for each time that the SDK was set up in it. Of the oldest it is forgotten what it had named and sent. */
const MAX_EPOCHS = 16

interface Epoch {
  readonly seen: Seen
  readonly resources: Map<string, ResourceEntry>
  resourceBytes: number
}

export interface Documents {
  /** The same object for the same document, epoch and URL; the URL without credentials, since files carry it. */
  source(source: Source): Source
  /** The numbers that came of its epoch. */
  seen(source: Source): Seen
  /** False when there are too many. */
  addResource(source: Source, resource: ResourceEntry): boolean
  resource(source: Source, id: string): ResourceEntry | undefined
  /** Forgets documents that `isUsed` does not name and that have gone. */
  forget(isUsed: (document: string) => boolean): void
  gone(document: string): void
}

export function createDocuments(): Documents {
  const epochs = new Map<string, Map<string, Epoch>>()
  const sources = new Map<string, Map<string, Source>>()
  const goneOnes = new Set<string>()

  function epochOf({ document, epoch }: Source): Epoch {
    const known = entry(epochs, document, () => new Map<string, Epoch>())
    const found = entry(known, epoch, () => ({ seen: createSeen(), resources: new Map(), resourceBytes: 0 }))
    const [oldest] = known.keys()
    if (known.size > MAX_EPOCHS && oldest !== undefined) known.delete(oldest)
    return found
  }

  return {
    source(source) {
      goneOnes.delete(source.document)
      const known = entry(sources, source.document, () => new Map<string, Source>())
      const { document, url, epoch } = source
      return entry(known, `${epoch} ${url}`, () => ({ document, url: scrubUrl(url), epoch }))
    },
    seen: (source) => epochOf(source).seen,
    addResource(source, resource) {
      const epoch = epochOf(source)
      const { resources } = epoch
      const known = resources.get(resource.resource)
      const bytes = epoch.resourceBytes + weigh(resource) - (known === undefined ? 0 : weigh(known))
      if (bytes > MAX_RESOURCE_BYTES || (resources.size >= MAX_RESOURCES && known === undefined)) return false
      epoch.resourceBytes = bytes
      resources.set(resource.resource, resource)
      return true
    },
    resource: ({ document, epoch }, id) => epochs.get(document)?.get(epoch)?.resources.get(id),
    gone: (document) => goneOnes.add(document),
    forget(isUsed) {
      for (const document of goneOnes) {
        if (isUsed(document)) continue
        epochs.delete(document)
        sources.delete(document)
        goneOnes.delete(document)
      }
    },
  }
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
