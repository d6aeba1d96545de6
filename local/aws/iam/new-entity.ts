import type { Call } from '../call.ts';
import { uniqueId } from './ids.ts';
import { checkName, checkPath } from './names.ts';

/** A user or group as it begins, its name and path checked. */
export function newEntity(call: Call, type: 'user' | 'group', prefix: string, name: string, path: string) {
  checkName(`${type}Name`, name, type === 'user' ? 64 : 128);
  checkPath(path);
  const arn = `arn:aws:iam::${call.account}:${type}${path}${name}`;
  return { name, id: uniqueId(prefix), arn, path, createdAt: call.now, attached: [], inline: {} };
}
