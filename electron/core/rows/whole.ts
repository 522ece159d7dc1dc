import type { TypeNode } from '#contract/schema';
import type { Row } from './adapt.ts';
import { type Fault, type Faults, first } from './fault.ts';
import { faultsOf } from './faults.ts';
import { writtenTensorFaults } from './tensors.ts';

/** Faults of a row that is a request in the server's own form: of its named tensors, or of each of its instances. */
export const wholeFaults = (row: Row, node: TypeNode): Fault[] => first(look(row, node));

function* look(row: Row, node: TypeNode): Faults {
  if (Array.isArray(row.inputs)) yield* inputFaults(row.inputs, node);
  const each = [row.instances, row.dataframe_records].find(Array.isArray) ?? [];
  for (const one of each) yield* faultsOf(one, node);
}

function* inputFaults(inputs: readonly unknown[], { properties: members = {} }: TypeNode): Faults {
  const named = inputs.filter((it): it is Row => typeof it === 'object' && it !== null);
  if (named.length < inputs.length) yield { field: 'inputs', kind: 'type', why: 'an input is no object' };
  for (const name of Object.keys(members))
    if (!named.some((it) => it.name === name)) yield { field: name, kind: 'missing', why: 'it is not there' };
  for (const input of named) {
    const name = String(input.name);
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member) yield* writtenTensorFaults(input, member.node, name);
    else yield { field: name.slice(0, 100), kind: 'extra', why: 'the model takes no such input' };
  }
}
