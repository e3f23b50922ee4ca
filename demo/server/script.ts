/** What the scripted models say: sentences to pick from. No model wrote them, and none has to be paid for them. */

type Choice = readonly [string, ...string[]]

export const RESEARCH_PLANS: Choice = [
  'I will look for a recent sounding of the trench first.',
  'Let me search for the deepest measurement and the first descent.',
  'First a search: depth figures differ, so I want the newest survey.',
]

export const RESEARCH_QUERIES: Choice = [
  'Mariana Trench depth newest survey first descent',
  'Challenger Deep sounding metres Trieste 1960',
  'deepest point of the ocean first people bathyscaphe',
]

export const RESEARCH_FINDINGS: Choice = [
  'The search agrees on the place and the year. I compare it with the notes, then write the report.',
  'Two sources name the same dive. Before I write anything I check the notes in the workspace.',
  'Good: depth and crew are both there. I read the notes so that the report does not repeat them.',
]

export const REPORTS: Choice = [
  '# Mariana Trench\n\nThe Challenger Deep lies about 10,935 metres below the sea.\nJacques Piccard and Don Walsh reached it on 23 January 1960 in the bathyscaphe Trieste.\n',
  '# The deepest place\n\nDepth: about 10,935 m, give or take a few metres by survey.\nFirst visitors: Jacques Piccard and Don Walsh, 23 January 1960, bathyscaphe Trieste.\n',
  '# Report\n\n- Challenger Deep, Mariana Trench: about 10,935 metres deep\n- First descent: 23 January 1960, Trieste, with Jacques Piccard and Don Walsh aboard\n',
]

export const RESEARCH_ANSWERS: Choice = [
  'The Mariana Trench is about 10,935 metres deep at the Challenger Deep. Jacques Piccard and Don Walsh went there first, in 1960; it is all in report.md.',
  'About 10,935 metres at its deepest point. The first to see it were Jacques Piccard and Don Walsh in the Trieste, and report.md has the date.',
  'Its deepest point lies about 10,935 metres down. Piccard and Walsh reached it on 23 January 1960, as report.md now says.',
]

export const GREETINGS: Choice = [
  'Hello! Every call this page makes shows up here while it still runs. Grüße, 你好, 👋.',
  'Welcome! You are watching a model answer, chunk by chunk. Schön, dass du da bist 🌊.',
]

export const DEFINITIONS: Choice = [
  'It is the story of one request, told by everything that worked on it.',
  'It is one piece of work with a name, a beginning and an end.',
  'It is the small piece of text that a model reads and writes, and that a bill counts.',
  'It is a picture of work over time: one row each, and bars where the time went.',
]

export const ENDLESS: Choice = [
  'The ocean covers most of the planet and holds nearly all of its water. It is salty, cold and mostly dark, and its floor is known less well than the',
  'Where does one begin? The ocean is older than any mountain, deeper than any canyon, and home to more living things than all the',
]

export const WEATHER: Choice = [
  'Calm: no wind, no rain, two degrees, and snow made of plankton.',
  'Dark and quiet all year, two degrees, light marine snow.',
]

export const POEM: Choice = [
  'Wave after wave the water comes and goes, and no one counts the hours it has spent, and no one asks it where the current flows, or what the deep bell far below it meant; ',
  'The tide came in and told me of the moon, the tide went out and would not tell me more, and so I wait and hum the same old tune, and write the answers down along the shore; ',
]
