// Opens a link in the machine's browser without telling other users of the machine what it is.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Milliseconds for which a one-time link is good: after that nobody needs the page that leads to it. */
const good = 120_000;

/**
 * Arguments of programs are there for all to read, so the browser is given a page in a folder of ours alone that leads to
 * the link. It is removed when the link is over or this process is; `remove` does so before.
 */
export function browse(url, { platform = process.platform, env = process.env } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-open-'));
  const page = join(folder, 'open.html');
  writeFileSync(page, leadingTo(url), { mode: 0o600 });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  setTimeout(remove, good).unref();
  const [program, ...words] = openers[platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, pathToFileURL(page).href], { stdio: 'ignore', detached: true, env });
  // Where there is no browser, the link on the screen is enough.
  child.on('error', remove);
  child.unref();
  return { page, remove };
}

const openers = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] };

function leadingTo(url) {
  const safe = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Slipway</title>
<meta http-equiv="refresh" content="0; url=${safe}"><a href="${safe}">Open Slipway</a>\n`;
}
