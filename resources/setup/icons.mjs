// Draws every icon file from resources/icons/slipway.svg, after it was changed:  node resources/setup/icons.mjs
// With the project's Node, and a Chromium: CHROMIUM, else the one that Playwright has.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const folder = fileURLToPath(new URL('../icons/', import.meta.url));
const svg = readFileSync(`${folder}slipway.svg`, 'utf8');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Pixels that Windows shows, and Apple's name of each size that it wants. */
const windows = [16, 24, 32, 48, 64, 128, 256];
const apple = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 };

const drawn = await draw();
for (const size of sizes.filter((it) => it <= 512)) writeFileSync(`${folder}${size}x${size}.png`, drawn.get(size));
writeFileSync(`${folder}icon.ico`, ico(windows.map((size) => ({ size, png: drawn.get(size) }))));
writeFileSync(
  `${folder}icon.icns`,
  icns(Object.entries(apple).map(([name, size]) => ({ name, png: drawn.get(size) }))),
);

async function draw() {
  const executablePath = process.env.CHROMIUM;
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
  const drawn = new Map();
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    drawn.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return drawn;
}

/** Windows' container of PNGs: a header, a row of 16 bytes for each (0 stands for 256), then the files. */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  for (const [index, { size, png }] of images.entries()) {
    const row = 6 + 16 * index;
    head.writeUInt8(size % 256, row);
    head.writeUInt8(size % 256, row + 1);
    head.writeUInt16LE(1, row + 4);
    head.writeUInt16LE(32, row + 6);
    head.writeUInt32LE(png.length, row + 8);
    head.writeUInt32LE(at, row + 12);
    at += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** Apple's: each PNG after its name of four letters and its length with these eight bytes. */
function icns(images) {
  const named = (name, bytes) => {
    const head = Buffer.from(`${name}\0\0\0\0`);
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  };
  return named('icns', Buffer.concat(images.map(({ name, png }) => named(name, png))));
}
