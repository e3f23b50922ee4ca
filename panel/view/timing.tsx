import type { JSX } from 'preact'
import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import { binChunks } from '../store/chunk-bins.ts'
import { phasesOf } from '../store/phases.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanView } from '../trace/model.ts'
import { CriticalPath } from './critical-path.tsx'

interface TimingProps {
  readonly store: Store
  readonly span: SpanView
  readonly chunks: ChunkTimings | undefined
}

export function Timing({ store, span, chunks }: TimingProps): JSX.Element {
  const running = span.end === undefined
  const length = Math.max(0, (span.end ?? store.now.value) - span.start)
  const share = (part: Milliseconds) => (length === 0 ? '' : `${Math.round((part / length) * 100)} %`)
  return (
    <>
      <table class="facts">
        <caption>Timing</caption>
        <thead>
          <tr>
            <th scope="col">phase</th>
            <th scope="col" class="number">
              from start
            </th>
            <th scope="col" class="number">
              duration
            </th>
            <th scope="col" class="number">
              share
            </th>
          </tr>
        </thead>
        <tbody>
          {phasesOf(span, chunks, length).map((phase) => (
            <tr key={phase.name} class={phase.inner ? 'inner' : ''}>
              <th scope="row">{phase.name}</th>
              <td class="number">{formatDuration(phase.at)}</td>
              <td class="number">{formatDuration(phase.length)}</td>
              <td class="number">{share(phase.length)}</td>
            </tr>
          ))}
          <tr class="total">
            <th scope="row">{running ? 'So far' : 'Total'}</th>
            <td />
            <td class="number">{formatDuration(length)}</td>
            <td />
          </tr>
        </tbody>
      </table>
      {span.firstToken !== undefined && (
        <p class="remark" data-fact="ttft">
          TTFT {formatDuration(span.firstToken - span.start)}: the first text, reasoning or tool call.
        </p>
      )}
      <p class="remark">Started {new Date(span.start).toLocaleString()}.</p>
      <CriticalPath store={store} span={span} />
      {chunks !== undefined && chunks.offsets.length > 0 && <Chunks chunks={chunks} span={span} length={length} />}
    </>
  )
}

const BINS = 120
const HEIGHT = 60

interface ChunksProps {
  readonly chunks: ChunkTimings
  readonly span: SpanView
  readonly length: Milliseconds
}

/** Bytes by time, on the axis of the table above. */
function Chunks({ chunks, span, length }: ChunksProps): JSX.Element {
  const bins = binChunks(chunks, Math.max(1, length), BINS)
  const most = Math.max(...bins, 1)
  const first = span.firstChunk === undefined ? undefined : ((span.firstChunk - span.start) / Math.max(1, length)) * BINS
  const words = `${chunks.offsets.length.toLocaleString('en')} chunks, ${chunks.sizes.reduce((sum, size) => sum + size, 0).toLocaleString('en')} bytes`
  return (
    <>
      <h3 class="section-title" style={{ padding: '0 12px' }}>
        Chunks <span class="faint">{words.replace(' chunks', '')}</span>
      </h3>
      <svg
        class="chunks"
        viewBox={`0 0 ${BINS} ${HEIGHT + 8}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${words} over ${formatDuration(length)}`}
      >
        <path d={`M0 ${HEIGHT}h${BINS}`} vector-effect="non-scaling-stroke" />
        {bins.map((bytes, index) => {
          const height = (bytes / most) * (HEIGHT - 4)
          return bytes === 0 ? null : <rect key={index} x={index} y={HEIGHT - height} width={0.8} height={height} />
        })}
        {first !== undefined && <path class="mark" d={`M${first} ${HEIGHT + 1}l-0.9 6h1.8z`} />}
      </svg>
      {chunks.dropped !== undefined && <p class="remark">{chunks.dropped.toLocaleString('en')} later chunks were not kept.</p>}
    </>
  )
}
