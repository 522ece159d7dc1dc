import type { Comparison } from '#contract/compatibility';
import type { ModelSchema, Operation, Tensor } from '#contract/schema';
import { changed, comparisonOf, type Finding, finding } from './finding.ts';
import { nodeChanges } from './nodes.ts';

/**
 * Pure: what callers of the old schema meet at the new one. Operations are told apart by method and path, whatever their
 * parameters are named. What is sent may be taken more widely and what comes back may be narrower; the reverse breaks.
 */
export function compareSchemas(old: ModelSchema, now: ModelSchema): Comparison {
  const into = finding();
  const is = new Map(now.operations.map((operation) => [keyOf(operation), operation]));
  const was = new Set(old.operations.map(keyOf));
  for (const operation of old.operations) {
    const next = is.get(keyOf(operation));
    if (next) operationChanges(operation, next, into);
    else
      into.add({ path: operation.id, what: 'path-gone', verdict: 'breaking', why: 'nothing answers there any more' });
  }
  for (const operation of now.operations)
    if (!was.has(keyOf(operation)))
      into.add({ path: operation.id, what: 'path-new', verdict: 'safe', why: 'it is new, and nobody asks it yet' });
  orderChange(old, now, into);
  tokenChange(old, now, into);
  for (const sentence of [...old.unread.map((it) => `Of what serves: ${it}`), ...now.unread]) into.unknown(sentence);
  if (old.operations.length === 0) into.unknown('What serves describes nothing that can be asked of it.');
  return comparisonOf(into);
}

const keyOf = ({ method, path }: Operation): string => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;

function operationChanges(old: Operation, now: Operation, into: Finding): void {
  const path = old.id;
  if (old.encoding !== now.encoding && old.request && now.request)
    into.add({ path, what: 'encoding', verdict: 'breaking', why: `a body is ${now.encoding}, it was ${old.encoding}` });
  requestChanges(old, now, into);
  if (old.response && now.response)
    nodeChanges(old.response, now.response, { path: `${path} response`, as: 'output', into });
  else if (old.response)
    into.add({
      path: `${path} response`,
      what: 'removed',
      verdict: 'breaking',
      why: 'the answer has no body any more',
    });
  if (old.streaming && !now.streaming)
    into.add({ path, what: 'type', verdict: 'breaking', why: 'it does not answer in pieces any more' });
  parameterChanges(old, now, into);
}

function requestChanges(old: Operation, now: Operation, into: Finding): void {
  const path = `${old.id} request`;
  if (!old.request && now.request && now.requestRequired)
    into.add({ path, what: 'new-required', verdict: 'breaking', why: 'it wants a body now' });
  if (old.request && !now.request)
    into.add({ path, what: 'removed', verdict: 'breaking', why: 'it reads no body any more' });
  if (!old.request || !now.request) return;
  if (!old.requestRequired && now.requestRequired)
    into.add({ path, what: 'now-required', verdict: 'breaking', why: 'the body may not be left out any more' });
  nodeChanges(old.request, now.request, { path, as: 'input', into });
}

function parameterChanges(old: Operation, now: Operation, into: Finding): void {
  const key = (it: Operation['parameters'][number]) => `${it.in} ${it.in === 'path' ? '' : it.name}`;
  const others = (of: Operation) => of.parameters.filter((it) => it.in !== 'path');
  const is = new Map(others(now).map((it) => [key(it), it]));
  for (const was of others(old)) {
    const path = `${old.id} ${was.in}.${was.name}`;
    const next = is.get(key(was));
    is.delete(key(was));
    if (!next) {
      into.add({ path, what: 'removed', verdict: 'breaking', why: 'what is given there is not read any more' });
      continue;
    }
    if (was.required !== next.required)
      into.add(
        next.required
          ? changed(path, 'now-required', 'it has to be given now', { way: 'narrower', as: 'input' })
          : changed(path, 'now-optional', 'it may be left out now', { way: 'wider', as: 'input' }),
      );
    nodeChanges(was.node, next.node, { path, as: 'input', into });
  }
  for (const { name, in: place, required } of is.values())
    into.add({
      path: `${old.id} ${place}.${name}`,
      what: required ? 'new-required' : 'new-optional',
      verdict: required ? 'breaking' : 'safe',
      why: required ? 'it has to be given, and nobody does yet' : 'it may be given, and need not be',
    });
}

/** Tensors are sent by name, and come back as a list of which callers read places. */
function orderChange(old: ModelSchema, now: ModelSchema, into: Finding): void {
  const names = (all: readonly Tensor[] = []) => all.map(({ name }) => name);
  const [was, is] = [names(old.outputs), names(now.outputs)];
  const moved = was.filter((name, at) => is.includes(name) && is[at] !== name);
  if (moved.length > 0)
    into.add({
      path: `${old.predict} response`,
      what: 'order',
      verdict: 'breaking',
      why: `outputs come as ${is.join(', ')}, they came as ${was.join(', ')}`,
    });
}

function tokenChange({ maxTokens: was, predict }: ModelSchema, { maxTokens: is }: ModelSchema, into: Finding): void {
  if (typeof was !== 'number' || typeof is !== 'number' || was === is) return;
  const less = is < was;
  into.add({
    path: `${predict} tokens`,
    what: less ? 'limit-tightened' : 'limit-loosened',
    verdict: less ? 'breaking' : 'safe',
    why: `input and output together have ${is} tokens at most, it was ${was}`,
  });
}
