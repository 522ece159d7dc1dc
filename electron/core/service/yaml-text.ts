import { Document, isMap, isNode, isScalar, isSeq, type Node, visit } from 'yaml';

/** Plain data as YAML that reads well: lists of plain values and small mappings on one line. */
export function yamlText(value: object): string {
  const document = new Document(value);
  const { contents } = document;
  for (const pair of isMap(contents) ? contents.items : []) {
    // The part that everybody edits gets a line a field.
    const lines = isMap(pair.value) && isScalar(pair.key) && pair.key.value === 'model' ? pair.value.items : [pair];
    for (const { value: part } of lines) if (isNode(part)) inLine(part);
  }
  return document.toString({ lineWidth: 0 });
}

const longest = 80;

/** Sets the style of what is in a node that was just made. */
export function inLine<T extends Node>(node: T): T {
  visit(node, {
    Seq(_, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
    Map(_, map) {
      if (map.items.every(({ value }) => isFlat(value)) && JSON.stringify(map).length <= longest) map.flow = true;
    },
  });
  return node;
}

const isFlat = (value: unknown): boolean => isScalar(value) || (isSeq(value) && value.items.every(isScalar));
