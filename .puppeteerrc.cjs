/** Puppeteer's install step must not download: machines without access to the download host would fail `npm ci`. */
module.exports = { skipDownload: true }
