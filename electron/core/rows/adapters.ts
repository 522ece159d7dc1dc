import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from '#contract/rows';
import { resourcesFolder } from '../resources.ts';
import type { Spec } from './adapt.ts';

/**
 * A program that makes the same requests of rows as a sample is sent with: rows as lines of JSON on standard input, or by
 * its function. What the file says is in it as JSON in one string, so that no name in it can be anything but a name.
 */
export async function adapterFor(language: Adapter['language'], spec: Spec, service: string): Promise<Adapter> {
  const source = await readFile(join(resourcesFolder(), 'adapters', files[language]), 'utf8');
  const name = `${service}-adapter.${language === 'python' ? 'py' : 'ts'}`;
  const written = JSON.stringify(JSON.stringify(spec));
  const text = language === 'python' ? python(source, written, name) : typescript(source, written, name);
  return { language, name, text };
}

const files = { python: 'adapt.py', typescript: 'adapt.ts' } as const;

const python = (source: string, spec: string, name: string): string =>
  `# Rows to requests: python3 ${name} < rows.jsonl\n${source}\n\nSPEC = json.loads(${spec})\n\nif __name__ == "__main__":\n    main()\n`;

const typescript = (
  source: string,
  spec: string,
  name: string,
): string => `// Rows to requests: node ${name} < rows.jsonl
import { pathToFileURL } from 'node:url';

${source}
export const spec: Spec = JSON.parse(${spec});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main();

async function main() {
  const print = (line: string) => {
    if (line.trim() !== '') console.log(JSON.stringify(adapt(JSON.parse(line), spec)));
  };
  let rest = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\\n');
    rest = lines.pop() ?? '';
    lines.forEach(print);
  }
  print(rest);
}
`;
