// The page is sandboxed: these are all the words that it has with the desktop, and none of them reaches the system.
const { contextBridge, ipcRenderer } = require('electron');

/** @type {unknown[]} */
const waiting = [];
/** @type {(said: unknown) => void} */
let heard = (said) => waiting.push(said);
ipcRenderer.on('said', (_event, said) => heard(said));

// A port cannot cross the context bridge; it can be posted to the page's own window.
ipcRenderer.on('port', ({ ports }) => window.postMessage('slipway:port', window.location.origin, [...ports]));
ipcRenderer.on('gone', () => window.postMessage('slipway:gone', window.location.origin));

contextBridge.exposeInMainWorld('slipway', {
  /** @param {(said: unknown) => void} listener */
  listen: (listener) => {
    heard = listener;
    for (const said of waiting.splice(0)) heard(said);
  },
  connect: () => ipcRenderer.send('connect'),
});
