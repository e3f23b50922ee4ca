/** The states of the panel of which pictures are taken (`pictures.mjs`), and which are looked through for what keeps people out (`test/e2e/panel/access.test.ts`). */

const click = (selector) => async (page) => {
  await page.locator(selector).click()
}
const select = (attribute) => click(`[role=row][${attribute}]`)
const tab = (name) => click(`[role=tab][data-tab=${name}]`)
const type = (key, text) => async (page) => {
  await page.focus('[role=treegrid]')
  await page.keyboard.press(key)
  await page.keyboard.type(text)
}
const chord = (modifier, key, text) => async (page) => {
  await page.focus('[role=treegrid]')
  await page.keyboard.down(modifier)
  await page.keyboard.press(key)
  await page.keyboard.up(modifier)
  await page.keyboard.type(text)
}
const offer = (attribute) => (page) => page.locator(`[role=row][${attribute}] .cell.name`).click({ button: 'right' })
const shown = (selector) => (page) => page.waitForSelector(selector)
const inTimeMenu = (action) => async (page) => {
  await page.locator('[data-action=time]').click()
  await page.locator(`[role=menuitemcheckbox][data-action=${action}]`).click()
  await page.keyboard.press('Escape')
}
const advance = (milliseconds) => (page) => page.evaluate((by) => window.genaiDev?.advance(by), milliseconds)

/** By name: what the scripted host plays (`panel/dev/dev.ts`), and what is done then. */
export const SCENES = {
  live: { query: 'dev=step', steps: [advance(4900)] },
  'live-call': {
    query: 'dev=step',
    steps: [advance(4900), select('data-outcome=running][aria-level="3"')],
    wide: true,
    part: '.half.side',
  },
  done: { query: 'dev=done' },
  messages: { query: 'dev=done', steps: [select('data-slowest')], wide: true, part: '.half.side' },
  timing: { query: 'dev=done', steps: [select('data-slowest'), tab('timing')], wide: true, part: '.half.side' },
  'critical-path': { query: 'dev=done', steps: [inTimeMenu('critical-path'), select('aria-level="2"][aria-expanded'), tab('timing')] },
  flame: { query: 'dev=done', steps: [inTimeMenu('flame'), click('.flame')] },
  cost: { query: 'dev=done', steps: [select('data-slowest'), tab('tokens')], wide: true, part: '.half.side' },
  tools: { query: 'dev=done', steps: [select('data-slowest'), tab('tools')], wide: true, part: '.half.side' },
  filter: { query: 'dev=done', steps: [type('/', 'model:')], wide: true, part: '.filter-box' },
  find: {
    query: 'dev=done',
    steps: [chord('Control', 'f', 'context'), shown('[role=row][aria-selected=true]')],
    wide: true,
    part: '.find-bar',
  },
  menu: { query: 'dev=done', steps: [offer('data-slowest')], wide: true },
  keys: { query: 'dev=done', steps: [type('?', '')], wide: true, part: 'dialog' },
  empty: { query: 'dev=empty&connection=no-sdk' },
  error: { query: 'dev=done', steps: [select('data-outcome=error')], part: '.half.side' },
  huge: { query: 'dev=many&spans=20000' },
  idle: { query: 'dev=idle' },
  words: { query: 'dev=words' },
  'tools-under-calls': { query: 'dev=done', steps: [click('[data-action=columns]'), click('[data-action=tools-under-calls]')], wide: true },
  refused: { query: 'dev=words', steps: [select('data-span="0000000000000002"')], wide: true },
}
