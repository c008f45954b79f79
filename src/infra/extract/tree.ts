import { parseHTML } from 'linkedom';

/** Of the DOM what is used here. */
export type Node = {
  readonly nodeType: number;
  readonly data: string;
  readonly childNodes: Iterable<Node>;
};
export type Element = Node & {
  readonly localName: string;
  readonly className: string;
  readonly id: string;
  readonly parentElement: Element | null;
  readonly previousElementSibling: Element | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(words: string): Element | null;
};
export type Document = { readonly body: Element; readonly documentElement: Element };

const ELEMENT = 1;
const TEXT = 3;

export const isElement = (node: Node): node is Element => node.nodeType === ELEMENT;
export const isText = (node: Node): boolean => node.nodeType === TEXT;

/** The tree of a page that was tidied before: any other may be too deep or too large. */
export function treeOf(tidied: string): Document {
  return (parseHTML(tidied) as unknown as { document: Document }).document;
}
