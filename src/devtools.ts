import browser from 'webextension-polyfill'

await browser.devtools.panels.create('GenAI', '/src/icons/32.png', '/panel/index.html')
