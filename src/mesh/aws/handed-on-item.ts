import * as z from 'zod/mini';
import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { HandedOn } from '../subscriptions/handed-on.ts';

export const StoredHandedOn = z.object({
  Principal: z.string(),
  Tables: z.array(z.string()),
  Permissions: z.array(z.enum(TABLE_PERMISSIONS)),
  By: z.string(),
  At: z.number(),
});
type StoredHandedOn = z.infer<typeof StoredHandedOn>;

export function handedOnFromItem({ Principal, Tables, Permissions, By, At }: StoredHandedOn): HandedOn {
  return { principal: Principal, tables: Tables, permissions: Permissions, by: By, at: At };
}

export function handedOnToItem({ principal, tables, permissions, by, at }: HandedOn): StoredHandedOn {
  return { Principal: principal, Tables: [...tables], Permissions: [...permissions], By: by, At: at };
}
