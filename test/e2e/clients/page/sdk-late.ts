/** The SDK whose second half comes when the page around this frame lets it. */
import { getPage } from '../../../../sdk/page.ts'

const { reader } = getPage()
const use = reader.use.bind(reader)
const released = new Promise<void>((resolve) => Object.assign(window, { releaseReader: resolve }))
reader.use = (load) => use(typeof load === 'function' ? () => released.then(load) : load)

await import('./sdk.ts')
