/** The few pages that are there without the built ones. Nothing of a request is ever written into them. */
export function wantsLink(nonce: string): string {
  return plain(
    nonce,
    'This page needs a link from you',
    'A link opens the console once, for two minutes, and then this browser stays known.',
    'Run <code>slipway serve</code> in a terminal on this machine: it prints one, also while the console runs.',
  );
}

export function linkIsOver(nonce: string): string {
  return plain(
    nonce,
    'This link does not open the console',
    'It was used already, or it is older than two minutes.',
    'Run <code>slipway serve</code> in a terminal on this machine: it prints a fresh one, also while the console runs.',
  );
}

/** Uses the link by its script, and goes on from here: a link that was clicked in another site brings no strict cookie. */
export function entering(nonce: string): string {
  return plain(
    nonce,
    'Opening the console',
    'It opens by itself. If it does not within a few seconds, load this page again.',
    '<noscript>The console needs JavaScript, which this browser does not run here.</noscript>',
    '<script type="module" src="/enter.js"></script>',
  );
}

/** Leaves the link out of the browser's history. One that was used in the meantime is said by the page itself. */
export const enterScript = `const { ok } = await fetch(location.href, { method: 'POST' });
if (ok) location.replace('/');
else location.reload();
`;

function plain(nonce: string, title: string, ...paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.ico">
<title>${title} · Slipway</title>
<style nonce="${nonce}">
body { font: 15px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
p { margin: 0 0 .5rem }
code { font: .95em ui-monospace, monospace }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</main>
</body>
</html>
`;
}
