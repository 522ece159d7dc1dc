import type { TypeNode } from '#contract/schema';
import { type Comparing, changed, type Finding, type Way } from './finding.ts';
import { objectChanges } from './objects.ts';
import { valueDifferences } from './values.ts';

/**
 * Pure: what changed between two descriptions of one value. What nobody described cannot be compared, and is said to be
 * unknown: it is neither safe nor breaking.
 */
export function nodeChanges(old: TypeNode, now: TypeNode, comparing: Comparing): void {
  if (!comparing.into.spend()) return;
  if (old.kind === 'any' || now.kind === 'any') untold(old, now, comparing);
  else if (old.kind === 'union' || now.kind === 'union') formChanges(old, now, comparing);
  else kindChanges(old, now, comparing);
}

function kindChanges(old: TypeNode, now: TypeNode, comparing: Comparing): void {
  const { path, into } = comparing;
  if (JSON.stringify(old.anyOf) !== JSON.stringify(now.anyOf))
    into.unknown(`${path}: the forms that it has to fit as well are others, and were not compared.`);
  const way = kindWay(old, now);
  if (way) {
    into.add(changed(path, 'type', `it is ${kindOf(now)}, it was ${kindOf(old)}`, { way, as: comparing.as }));
    if (way === 'other') return;
  }
  for (const { what, way: how, why } of valueDifferences(old, now)) {
    // A default is used for what callers send; what is read has none.
    if (what === 'default') {
      if (comparing.as === 'input') into.add({ path, what, verdict: 'safe', why });
    } else into.add(changed(path, what, why, { way: how, as: comparing.as }));
  }
  if (old.kind === 'tensor') tensorChanges(old, now, comparing);
  if (old.kind === 'array' && (old.items || now.items))
    nodeChanges(old.items ?? anything, now.items ?? anything, { ...comparing, path: `${path}[]` });
  if (old.kind === 'object') objectChanges(old, now, comparing, nodeChanges);
}

const anything: TypeNode = { kind: 'any' };

function untold(old: TypeNode, now: TypeNode, { path, into }: Comparing): void {
  if (old.kind === now.kind && !old.unread && !now.unread) return;
  const why = now.unread ?? old.unread;
  const which = old.kind === 'any' ? (now.kind === 'any' ? 'Neither side' : 'What serves') : 'The new release';
  into.unknown(why ? `${path}: ${why}.` : `${path}: ${which} does not say what it is.`);
}

/** An integer is a number too. Null where both are of one kind. */
function kindWay({ kind: old }: TypeNode, { kind: now }: TypeNode): Way | null {
  if (old === now) return null;
  if (old === 'integer' && now === 'number') return 'wider';
  return old === 'number' && now === 'integer' ? 'narrower' : 'other';
}

const kindOf = (node: TypeNode): string => (node.kind === 'tensor' ? `a tensor ${node.datatype ?? ''}` : node.kind);

function tensorChanges(old: TypeNode, now: TypeNode, { path, as, into }: Comparing): void {
  if (old.datatype !== now.datatype)
    into.add(changed(path, 'type', `its datatype is ${now.datatype}, it was ${old.datatype}`, { way: 'other', as }));
  const way = shapeWay(old.shape, now.shape);
  if (way)
    into.add(
      changed(path, 'shape', `its shape is ${shapeText(now.shape)}, it was ${shapeText(old.shape)}`, { way, as }),
    );
}

const shapeText = (shape: TypeNode['shape']): string => (shape ? `[${shape.join(', ')}]` : 'open');

function shapeWay(old: TypeNode['shape'], now: TypeNode['shape']): Way | null {
  if (!old || !now) return old === now ? null : old ? 'wider' : 'narrower';
  if (old.length !== now.length) return 'other';
  const ways = new Set(
    old.flatMap((size, at): Way[] => {
      const next = now[at];
      if (size === next) return [];
      if (size < 0) return ['narrower'];
      return [next !== undefined && next < 0 ? 'wider' : 'other'];
    }),
  );
  const [only] = ways;
  return ways.size > 1 ? 'other' : (only ?? null);
}

/** Several forms, compared as sets: a form that none of the other side holds makes it narrower, or wider. */
function formChanges(old: TypeNode, now: TypeNode, { path, as, into }: Comparing): void {
  const [was, is] = [formsOf(old), formsOf(now)];
  for (const { what, way, why } of valueDifferences(
    { kind: 'union', nullable: old.nullable },
    { kind: 'union', nullable: now.nullable },
  ))
    into.add(changed(path, what, why, { way, as }));
  const lost = was.filter((form) => !is.some((other) => holds(other, form, into)));
  const more = is.filter((form) => !was.some((other) => holds(other, form, into)));
  if (into.isSpent()) return;
  const [gone, added] = [lost, more].map((forms) => forms.map(kindOf).join(', '));
  if (lost.length > 0) into.add(changed(path, 'type', `it takes no ${gone} as before`, { way: 'narrower', as }));
  if (more.length > 0) into.add(changed(path, 'type', `it may be another ${added} now`, { way: 'wider', as }));
}

/** The forms that a value may have; those of a union beside another kind narrow that one. */
const formsOf = (node: TypeNode): readonly TypeNode[] => (node.kind === 'union' ? (node.anyOf ?? []) : [node]);

/** Whether all that `inner` allows is allowed by `outer` too; what is not known is not held. */
function holds(outer: TypeNode, inner: TypeNode, into: Finding): boolean {
  const aside = into.aside();
  const plain = ({ anyOf: _forms, nullable: _null, ...node }: TypeNode): TypeNode => node;
  nodeChanges(inner.kind === 'union' ? inner : plain(inner), outer.kind === 'union' ? outer : plain(outer), {
    path: '',
    as: 'input',
    into: aside,
  });
  return aside.untold.size === 0 && aside.found.every(({ verdict }) => verdict === 'safe');
}
