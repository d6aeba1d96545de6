import type { TablePermission } from '../permissions.ts';

/** What the consumer's account gave to one of its own roles or users, or began to give. */
export interface HandedOn {
  /** ARN of an IAM role or user of the account. */
  readonly principal: string;
  readonly tables: readonly string[];
  /** On the tables of the mesh; besides, DESCRIBE on their links and on the database of the links. */
  readonly permissions: readonly TablePermission[];
  /** An `Actor` as text. */
  readonly by: string;
  /** Epoch seconds. */
  readonly at: number;
}

/** With what is handed on now: once for each principal. */
export function withHandedOn(known: readonly HandedOn[], more: readonly HandedOn[]): readonly HandedOn[] {
  const all = new Map(known.map((each) => [each.principal, each]));
  for (const each of more) {
    const before = all.get(each.principal);
    all.set(each.principal, {
      ...each,
      tables: [...new Set([...(before?.tables ?? []), ...each.tables])],
      permissions: [...new Set([...(before?.permissions ?? []), ...each.permissions])],
    });
  }
  return [...all.values()];
}
