import type { FieldRow } from './fields.ts';

/** All that the sheet says; texts are as they came, and escaped here. */
export type Sheet = {
  readonly service: string;
  readonly version: string;
  readonly made: string;
  /** Where it answers, and from where that can be reached. */
  readonly addresses: readonly { readonly url: string; readonly from: string }[];
  readonly key: string;
  readonly owner: readonly (readonly [what: string, value: string])[];
  readonly limits: readonly (readonly [what: string, value: string])[];
  readonly route: string | null;
  readonly takes: readonly FieldRow[];
  readonly gives: readonly FieldRow[];
  readonly otherRoutes: readonly string[];
  /** Why there is no schema, or what is missing in it. */
  readonly unread: readonly string[];
  readonly examples: { readonly curl: string; readonly python: string; readonly typescript: string } | null;
  readonly releases: readonly { readonly version: string; readonly since: string; readonly serves: boolean }[];
};

/** Pure: one page that needs nothing else: no script, no picture, no request to anywhere; a policy within it says so. */
export function pageOf(sheet: Sheet): string {
  const { service, version, made, addresses, key, owner, limits, route, takes, gives, otherRoutes, unread } = sheet;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(service)}: how to call it</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(service)}</h1><p>How to call it. Version ${escaped(version)}, written ${escaped(made)}.</p></header>
${section(
  'Where it answers',
  table(
    ['Address', 'From'],
    addresses.map(({ url, from }) => [code(url), escaped(from)]),
  ),
)}
${section('Keys', `<p>${escaped(key)}</p>`)}
${section(
  'What it takes',
  `${route === null ? '' : `<p>${code(route)}</p>`}${fields(takes)}${unread.map((it) => `<p class="note">${escaped(it)}</p>`).join('')}`,
)}
${section('What it gives', fields(gives, ['always', 'not always']))}
${otherRoutes.length > 0 ? section('Other routes', `<ul>${otherRoutes.map((it) => `<li>${code(it)}</li>`).join('')}</ul>`) : ''}
${examples(sheet)}
${section(
  'Limits',
  table(
    ['', ''],
    limits.map(([what, value]) => [escaped(what), escaped(value)]),
  ),
)}
${section(
  'Whom to ask',
  table(
    ['', ''],
    owner.map(([what, value]) => [escaped(what), escaped(value)]),
  ),
)}
${section(
  'Versions',
  table(
    ['Version', 'Since', ''],
    sheet.releases.map((it) => [escaped(it.version), escaped(it.since), it.serves ? 'serves now' : 'kept']),
  ),
)}
</body>
</html>
`;
}

function examples({ examples: made, key }: Sheet): string {
  if (made === null) return section('Examples', '<p class="note">No request is known that it answers.</p>');
  const { curl, python, typescript } = made;
  const needs = curl.includes('$SLIPWAY_KEY')
    ? `<p>They read your key from the variable ${code('SLIPWAY_KEY')}. ${escaped(key)}</p>`
    : '';
  const block = (name: string, id: string, text: string) =>
    `<h3>${name}</h3><pre id="${id}" tabindex="0"><code>${escaped(text)}</code></pre>`;
  return section(
    'Examples',
    `${needs}${block('curl', 'curl', curl)}${block('Python', 'python', python)}${block('TypeScript', 'typescript', typescript)}`,
  );
}

const section = (title: string, content: string): string => `<section><h2>${title}</h2>${content}</section>`;

const fields = (rows: readonly FieldRow[], [always, perhaps] = ['required', 'optional']): string =>
  rows.length === 0
    ? '<p class="note">It does not say.</p>'
    : table(
        ['Field', 'Type', '', 'Limits'],
        rows.map(({ path, type, required, limits }) => [
          code(path),
          escaped(type),
          (required ? always : perhaps) ?? '',
          escaped(limits),
        ]),
      );

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  const heading = head.some((it) => it !== '') ? `<thead>${line(head, 'th')}</thead>` : '';
  return `<div class="wide"><table>${heading}<tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table></div>`;
}

const code = (text: string): string => `<code>${escaped(text)}</code>`;

/** Text as HTML shows it, in elements and in attributes; what is no character to be seen is shown as such. */
export const escaped = (text: string): string =>
  text
    .replace(/[&<>"'`]/g, (it) => `&#${it.charCodeAt(0)};`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2.25rem 0 .5rem; } h3 { font-size: .9rem; margin: 1.25rem 0 .25rem; }
header p, .note { opacity: .75; margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; font-size: .85rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; } }
`;
