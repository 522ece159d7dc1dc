/** The few pages that are there without the built ones. Nothing of a request is ever written into them but a link. */
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

export const entered = (nonce: string): string => opening(nonce, '/');

/** `link` is one by its shape. */
export const leadingOn = (nonce: string, link: string): string => opening(nonce, `/enter?link=${link}&amp;again`);

/** Goes on by itself rather than by a redirect: what is clicked in another site's page brings no strict cookie. */
function opening(nonce: string, to: string): string {
  return plain(
    nonce,
    'Opening the console',
    `<a href="${to}">Go on</a> if it does not open by itself.<meta http-equiv="refresh" content="0;url=${to}">`,
  );
}

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
