import { shellWord } from '../service/shell.ts';

/** A request as somebody of another team would make it; `needsKey` where the gateway wants one. */
export type Call = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly needsKey: boolean;
};

/** The variable that a caller keeps the key in: none is ever written down. */
const variable = 'SLIPWAY_KEY';

/** Pure: the same request in three tongues, each to be run as it stands. What is quoted is quoted by the tongue's own rules. */
export const examplesOf = (call: Call) => ({ curl: curl(call), python: python(call), typescript: typescript(call) });

function curl({ method, url, headers, body, needsKey }: Call): string {
  return [
    `curl -sS -X ${method} ${shellWord(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...(needsKey ? [`-H "Authorization: Bearer $${variable}"`] : []),
    // As it stands: "-d" alone would take what begins with "@" for a file.
    ...(body === null ? [] : [`--data-raw ${shellWord(body)}`]),
  ].join(' \\\n  ');
}

function python({ method, url, headers, body, needsKey }: Call): string {
  const names = Object.entries(headers).map(([name, value]) => `        ${text(name)}: ${text(value)},\n`);
  const key = needsKey ? `        "Authorization": "Bearer " + os.environ["${variable}"],\n` : '';
  return `${needsKey ? 'import os\n' : ''}import urllib.request

request = urllib.request.Request(
    ${text(url)},
    method=${text(method)},
    data=${body === null ? 'None' : `${text(body)}.encode()`},
    headers={
${names.join('')}${key}    },
)
with urllib.request.urlopen(request, timeout=60) as response:
    print(response.read().decode())
`.replace(/headers=\{\n {4}\}/, 'headers={}');
}

function typescript({ method, url, headers, body, needsKey }: Call): string {
  const names = Object.entries(headers).map(([name, value]) => `    ${text(name)}: ${text(value)},\n`);
  const key = needsKey ? `    Authorization: \`Bearer \${process.env.${variable}}\`,\n` : '';
  return `const response = await fetch(${text(url)}, {
  method: ${text(method)},
  headers: {
${names.join('')}${key}  },
${body === null ? '' : `  body: ${text(body)},\n`}  signal: AbortSignal.timeout(60_000),
});
if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);
console.log(await response.text());
`.replace(/headers: \{\n {2}\}/, 'headers: {}');
}

/** A string as Python and TypeScript both read it. */
const text = (value: string): string => JSON.stringify(value);
