// The page is sandboxed: these are all the words that it has with the desktop, and none of them reaches the system.
const { contextBridge, ipcRenderer } = require('electron');

// A port cannot cross the context bridge; it can be posted to the page's own window.
ipcRenderer.on('port', ({ ports }) => window.postMessage('slipway:port', window.location.origin, [...ports]));

contextBridge.exposeInMainWorld('slipway', {
  /** @param {(said: unknown) => void} listener */
  listen: (listener) => void ipcRenderer.on('said', (_event, said) => listener(said)),
  connect: () => ipcRenderer.send('connect'),
});
