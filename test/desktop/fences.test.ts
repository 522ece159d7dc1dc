import { expect, test } from 'vitest';
import { preventable } from './electron-double.ts';
import { stage } from './stage.ts';

async function contents() {
  const { double } = await stage();
  const page = double.windows[0]?.webContents;
  if (!page) throw new Error('there is no window');
  const navigates = (url: string, isMainFrame = true, name = 'will-frame-navigate') => {
    const event = { ...preventable(), url, isMainFrame };
    page.emit(name, event);
    return event.defaultPrevented ? 'refused' : 'goes';
  };
  return { double, page, navigates };
}

test('a page navigates to itself and nowhere else', async () => {
  const { double, navigates } = await contents();
  expect(navigates('app://slipway/history')).toBe('goes');
  for (const url of [
    'app://slipway.example.com/',
    'app://elsewhere/',
    'file:///etc/passwd',
    'http://127.0.0.1:9000/',
    'javascript:alert(1)',
    'data:text/html,hello',
    'not an address',
  ]) {
    expect(navigates(url), url).toBe('refused');
    expect(navigates(url, true, 'will-redirect'), url).toBe('refused');
  }
  expect(double.opened).toEqual([]);
});

test('a link to the web opens in the system browser, over https only, and never from a frame', async () => {
  const { double, page, navigates } = await contents();
  expect(navigates('https://docs.docker.com/engine/')).toBe('refused');
  expect(navigates('https://example.com/in-a-frame', false)).toBe('refused');
  expect(page.wantsWindow?.({ url: 'https://example.com/a' })).toEqual({ action: 'deny' });
  for (const url of [
    'http://example.com/',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-settings:',
    'app://slipway/',
  ]) {
    expect(page.wantsWindow?.({ url }), url).toEqual({ action: 'deny' });
  }
  expect(double.opened).toEqual(['https://docs.docker.com/engine/', 'https://example.com/a']);
});

test('a page asks for nothing of the system, but may copy', async () => {
  const { double, page } = await contents();
  const asks = (permission: string) => {
    let got: boolean | undefined;
    double.mayAsk?.(page, permission, (may) => {
      got = may;
    });
    return got;
  };
  for (const it of ['media', 'geolocation', 'notifications', 'usb', 'clipboard-read', 'openExternal', 'fileSystem']) {
    expect(asks(it), it).toBe(false);
  }
  expect(asks('clipboard-sanitized-write')).toBe(true);
  page.load('https://example.com/');
  expect(asks('clipboard-sanitized-write')).toBe(false);
});

test('no page holds another', async () => {
  const { page } = await contents();
  const event = preventable();
  page.emit('will-attach-webview', event);
  expect(event.defaultPrevented).toBe(true);
});
