import { useMemo, useState } from 'preact/hooks';
import { isJson, type Json } from './model.ts';

/** What stands in the fields of one surface: what the person entered here, over what Slack holds. */
export interface Form {
  /** The value of an element's state field: text, an option, a list of options, an id. */
  value(blockId: string, actionId: string): unknown;
  set(blockId: string, actionId: string, value: unknown): void;
  /** Everything entered here so far: block id → action id → value. */
  entered(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Entered = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `held`: `state.values` in Slack's form, `{ type, value }` and so on. */
export function useForm(held: Readonly<Record<string, Readonly<Record<string, Json>>>>): Form {
  const [entered, setEntered] = useState<Entered>({});
  return useMemo(
    () => ({
      value(blockId, actionId) {
        const own = entered[blockId];
        return own && actionId in own ? own[actionId] : heldValue(held[blockId]?.[actionId]);
      },
      set(blockId, actionId, value) {
        setEntered((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } }));
      },
      entered() {
        const there: Record<string, Readonly<Record<string, unknown>>> = {};
        for (const [blockId, actions] of Object.entries(entered)) {
          const known = Object.entries(actions).filter(
            ([actionId]) => held[blockId]?.[actionId] !== undefined,
          );
          if (known.length > 0) {
            there[blockId] = Object.fromEntries(known);
          }
        }
        return there;
      },
    }),
    [entered, held],
  );
}

function heldValue(state: unknown): unknown {
  if (!isJson(state)) {
    return undefined;
  }
  const field = Object.keys(state).find((name) => name !== 'type');
  return field === undefined ? undefined : state[field];
}
