import { openStore } from '#core/store/open';

/** Appends to a deployment's journal without end and prints each number once it is acknowledged. */
const [file = '', id = ''] = process.argv.slice(2);
const store = openStore({ file });
for (;;) {
  const { n } = store.deployments.append(id, { type: 'said', text: 'intent' });
  process.stdout.write(`${n}\n`);
}
