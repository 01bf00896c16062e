import { randomBytes } from 'node:crypto';
import { type BinaryNode, S_WHATSAPP_NET } from '@whiskeysockets/baileys';

type Attributes = Readonly<Record<string, string | undefined>>;

/** A node of WhatsApp's protocol; attributes without a value are left out. */
export function node(tag: string, attributes: Attributes = {}, content?: BinaryNode['content']): BinaryNode {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) attrs[name] = value;
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

export const answerTo = (query: BinaryNode, content?: BinaryNode[]): BinaryNode =>
  node('iq', { from: S_WHATSAPP_NET, type: 'result', id: query.attrs.id }, content);

export const refusalOf = (query: BinaryNode, code: number, text: string): BinaryNode =>
  node('iq', { from: S_WHATSAPP_NET, type: 'error', id: query.attrs.id }, [
    node('error', { code: String(code), text }),
  ]);

export function childrenOf(parent: BinaryNode | undefined): BinaryNode[] {
  return Array.isArray(parent?.content) ? parent.content : [];
}

/** The node at the end of the path of tags, each time the first. */
export function find(parent: BinaryNode | undefined, ...path: string[]): BinaryNode | undefined {
  let found = parent;
  for (const tag of path) found = childrenOf(found).find((child) => child.tag === tag);
  return found;
}

/** @throws Error where there are none */
export function bytesOf(found: BinaryNode | undefined): Buffer {
  const content = found?.content;
  if (content === undefined || Array.isArray(content)) throw new Error('a node without its bytes');
  return Buffer.from(content);
}

export const numberOf = (found: BinaryNode | undefined): number => {
  const bytes = bytesOf(found);
  return bytes.readUIntBE(0, bytes.length);
};

export const bigEndian = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

export const newId = (): string => randomBytes(10).toString('hex').toUpperCase();

export const seconds = (at: Date = new Date()): string => String(Math.floor(at.getTime() / 1000));

/** Whom an address means, whatever device: the digits before `:` and `@`. */
export const userOf = (jid: string): string => jid.split(/[:@]/)[0] ?? '';
export const deviceOf = (jid: string): number => Number(/:(\d+)@/.exec(jid)?.[1] ?? 0);
