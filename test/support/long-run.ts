/** Whether this is `npm run test:long`, which runs everything there is: `npm test` runs one small case of what takes over a minute. */
export const longRun = process.env['GENAI_LONG_RUN'] === '1'
