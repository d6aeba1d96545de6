/** What a shard iterator says: read on after this sequence number. */
export interface Position {
  readonly arn: string;
  readonly after: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

export function encodeIterator({ arn, after, issuedAt }: Position): string {
  return `${arn}|1|${Buffer.from(`${after}|${issuedAt}`).toString('base64')}`;
}

export function decodeIterator(text: string): Position | undefined {
  const [arn = '', , code = ''] = text.split('|');
  const [after, issuedAt] = Buffer.from(code, 'base64').toString().split('|');
  return after && /^\d{21}$/.test(after) && /^\d+$/.test(issuedAt ?? '')
    ? { arn, after, issuedAt: Number(issuedAt) }
    : undefined;
}

export function arnOfIterator(text: string): string | undefined {
  return decodeIterator(text)?.arn;
}
