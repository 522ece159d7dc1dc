import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './apt.mjs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * A Chromium that is on this machine, or was installed now where nobody has to be asked; SLIPWAY_CHROMIUM names another.
 * Throws with what to install where there is none.
 */
export function ensureChromium({ say = () => {} } = {}) {
  const named = process.env.SLIPWAY_CHROMIUM;
  if (named) return named;
  const found = () => places.find((place) => existsSync(place));
  if (!found() && canInstall()) installPackages(['chromium'], { say });
  const chromium = found();
  if (chromium) return chromium;
  throw new Error(
    'The browser tests need Chromium. Install it (Debian: apt-get install chromium) or name it in SLIPWAY_CHROMIUM.',
  );
}
